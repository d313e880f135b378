import { expect, test } from 'vitest';
import { HostClock } from './host-clock.ts';
import { Present } from './present.ts';

const hours = 3 * 3_600;

/** A device whose clock is `wrong` by so many seconds, and a host whose clock is right. */
function openDevice(wrong = 0) {
	const device = { wrong, elapsed: 1_790_000_000, slept: 0, hostWrong: 0, answers: true, asked: 0 };
	const right = () => device.elapsed + device.slept;
	const clock = () => right() + device.wrong;
	const host = new HostClock({
		clock,
		steady: () => device.elapsed * 1_000,
		hostTime: () => {
			device.asked += 1;
			return Promise.resolve(device.answers ? right() + device.hostWrong : undefined);
		}
	});
	const present = new Present(clock, () => Promise.resolve(host));
	const reaches = async (ahead: number) => (await present.reach(right() + ahead)) >= right() + ahead;
	return { device, present, reaches };
}

test('what clocks differ by is not of the future, and nobody is asked for it', async () => {
	const { device, reaches } = openDevice();
	expect(await reaches(0)).toBe(true);
	expect(await reaches(599)).toBe(true);
	expect(device.asked).toBe(0);
	expect(await reaches(601)).toBe(false);
	expect(await reaches(hours)).toBe(false);
	expect(device.asked).toBe(1);
});

test('by a slow clock what is said now is not of the future, what comes from tomorrow is', async () => {
	const { present, reaches } = openDevice(-hours);
	expect(await reaches(0)).toBe(true);
	expect(await reaches(hours)).toBe(false);
	expect(present.lead).toBe(0);
});

test('how far a fast clock leads is known after a look', async () => {
	const { present } = openDevice(hours);
	expect(present.lead).toBe(0);
	await Promise.all([present.look(), present.look()]);
	expect(present.lead).toBe(hours);
});

test('a host that is late makes nothing a thing of the future', async () => {
	const { device, present, reaches } = openDevice();
	device.hostWrong = -hours;
	await present.look();
	expect(await reaches(500)).toBe(true);
});

test('the host is asked again when some time has passed, sooner where it did not answer', async () => {
	const { device, reaches } = openDevice(-hours);
	device.answers = false;
	expect(await reaches(0)).toBe(false);
	device.answers = true;
	device.elapsed += 59;
	expect(await reaches(0)).toBe(false);
	device.elapsed += 2;
	expect(await reaches(0)).toBe(true);
	device.elapsed += 599;
	await reaches(hours);
	expect(device.asked).toBe(2);
	device.elapsed += 2;
	await reaches(hours);
	expect(device.asked).toBe(3);
});

test.each([
	['a clock that is set right', { wrong: 0 }],
	['a night asleep', { slept: 8 * 3_600 }]
])('after %s what the host said before does not count', async (_, change) => {
	const { device, present, reaches } = openDevice(-hours);
	await present.look();
	Object.assign(device, change);
	expect(await reaches(hours)).toBe(false);
	expect(await reaches(0)).toBe(true);
	expect(device.asked).toBe(2);
});

test('without the part that asks the host, the device is believed', async () => {
	const present = new Present(
		() => 1_000,
		() => Promise.reject(new TypeError('part missing'))
	);
	expect(await present.reach(5_000)).toBe(1_600);
});
