import { expect, test, vi } from 'vitest';
import { watchCodes } from './watch-codes';

/** A camera that sees these, one after the other, and then nothing more. */
function createCamera(moments: string[][]) {
	let at = -1;
	let finish: () => void;
	const over = new Promise<void>((resolve) => (finish = resolve));
	const next = (): Promise<void> => {
		at += 1;
		if (at < moments.length) return Promise.resolve();
		finish();
		return new Promise(() => undefined);
	};
	return { view: { next, read: () => Promise.resolve(moments[at] ?? []) }, over };
}

test('it looks on until a code comes into view', async () => {
	const { view, over } = createCamera([[], [], ['an invite']]);
	const found = vi.fn();
	watchCodes(view, found);
	await over;
	expect(found.mock.calls).toEqual([['an invite']]);
});

test('a code that stays in view, or is lost for a moment, is told once', async () => {
	const { view, over } = createCamera([['a menu'], ['a menu'], [], ['a menu']]);
	const found = vi.fn();
	watchCodes(view, found);
	await over;
	expect(found).toHaveBeenCalledOnce();
});

test('after a strange code it looks on, at the one beside it, and at the first again', async () => {
	const { view, over } = createCamera([['a menu'], ['a menu', 'an invite'], ['an invite'], ['a menu']]);
	const found = vi.fn();
	watchCodes(view, found);
	await over;
	expect(found.mock.calls).toEqual([['a menu'], ['an invite'], ['a menu']]);
});

test('after the one that was looked for nothing is told, and nothing more is looked at', async () => {
	const { view } = createCamera([['an invite', 'a menu'], ['a map']]);
	const read = vi.spyOn(view, 'read');
	const ended = new Promise<void>((resolve) => {
		const found = vi.fn(() => {
			stop();
			resolve();
		});
		const stop = watchCodes(view, found);
	});
	await ended;
	await new Promise((resolve) => setImmediate(resolve));
	expect(read).toHaveBeenCalledOnce();
});

test('an empty code is none', async () => {
	const { view, over } = createCamera([[''], ['an invite']]);
	const found = vi.fn();
	watchCodes(view, found);
	await over;
	expect(found.mock.calls).toEqual([['an invite']]);
});
