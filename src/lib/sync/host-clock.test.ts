import { expect, test } from 'vitest';
import { HostClock } from './host-clock.ts';

const hours = 3 * 3_600;

/** A device whose clock is `wrong` by so many seconds, and a host whose clock is right. */
function openDevice(wrong: number) {
	const device = { wrong, elapsed: 1_790_000_000, slept: 0, answers: true, asked: 0 };
	const right = () => device.elapsed + device.slept;
	const host = new HostClock({
		clock: () => right() + device.wrong,
		steady: () => device.elapsed * 1_000,
		hostTime: () => {
			device.asked += 1;
			return Promise.resolve(device.answers ? right() : undefined);
		}
	});
	return { device, host };
}

test.each([-hours, 0, hours])(
	'how a clock that is %i seconds fast stands to the host is known after a look',
	async (wrong) => {
		const { device, host } = openDevice(wrong);
		expect(host.offset).toBe(0);
		await Promise.all([host.look(), host.look()]);
		expect(host.offset).toBe(-wrong || 0);
		expect(device.asked).toBe(1);
	}
);

test('the host is asked again when some time has passed, sooner where it did not answer', async () => {
	const { device, host } = openDevice(hours);
	device.answers = false;
	await host.look();
	expect(host.offset).toBe(0);
	device.answers = true;
	device.elapsed += 59;
	await host.look();
	expect(host.offset).toBe(0);
	device.elapsed += 2;
	await host.look();
	expect(host.offset).toBe(-hours);
	device.elapsed += 599;
	await host.look();
	expect(device.asked).toBe(2);
	device.elapsed += 2;
	device.answers = false;
	await host.look();
	expect(device.asked).toBe(3);
	expect(host.offset).toBe(-hours);
});

test.each([
	['a clock that is set right', { wrong: 0 }, 0],
	['a night asleep', { slept: 8 * 3_600 }, hours]
])('after %s what the host said before does not count', async (_, change, wrong) => {
	const { device, host } = openDevice(hours);
	await host.look();
	Object.assign(device, change);
	expect(host.offset).toBe(0);
	await host.look();
	expect(host.offset).toBe(-wrong || 0);
});
