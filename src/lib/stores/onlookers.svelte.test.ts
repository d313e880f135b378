import { expect, test, vi } from 'vitest';
import { Onlookers } from './onlookers';

test('what one tab looks at, the other knows, until both look away', async () => {
	const [one, two] = [new Onlookers(navigator.locks), new Onlookers(navigator.locks)];
	const subject = `garden ${crypto.randomUUID()}`;
	const stops = [one.look(subject), two.look(subject)];
	await vi.waitFor(async () => expect(await new Onlookers(navigator.locks).subjects()).toContain(subject));
	stops[0]?.();
	expect(await one.subjects()).toContain(subject);
	stops[1]?.();
	await vi.waitFor(async () => expect(await one.subjects()).not.toContain(subject));
});

test('without locks a tab knows what itself looks at', async () => {
	const alone = new Onlookers(undefined);
	const stop = alone.look('garden');
	expect([...(await alone.subjects())]).toEqual(['garden']);
	stop();
	expect((await alone.subjects()).size).toBe(0);
});
