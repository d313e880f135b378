import { expect, test, vi } from 'vitest';
import { Reconciler } from './reconciler';

function slowWorld() {
	const applied: string[] = [];
	const waiting: (() => void)[] = [];
	const reconciler = new Reconciler<string>((value) => {
		applied.push(value);
		return new Promise((resolve) => waiting.push(resolve));
	});
	const finishStep = async () => {
		waiting.shift()?.();
		await new Promise((resolve) => setTimeout(resolve));
	};
	return { applied, reconciler, finishStep };
}

test('of wishes that come while a step runs, only the newest is carried out', async () => {
	const { applied, reconciler, finishStep } = slowWorld();
	void reconciler.want('on');
	void reconciler.want('off');
	const last = reconciler.want('on again');
	expect(applied).toEqual(['on']);
	await finishStep();
	expect(applied).toEqual(['on', 'on again']);
	await finishStep();
	await last;
});

test('steps never overlap, and a wish after the end starts anew', async () => {
	const { applied, reconciler, finishStep } = slowWorld();
	const first = reconciler.want('a');
	await finishStep();
	await first;
	const second = reconciler.want('b');
	expect(applied).toEqual(['a', 'b']);
	await finishStep();
	await second;
});

test('a wish in the very turn in which the last step ends is not lost', async () => {
	const applied: number[] = [];
	let finish: () => void = () => undefined;
	const reconciler = new Reconciler<number>((value) => {
		applied.push(value);
		return new Promise((resolve) => (finish = resolve));
	});
	void reconciler.want(1);
	finish();
	for (let turn = 2; turn <= 6; turn += 1) {
		await Promise.resolve();
		void reconciler.want(turn);
		finish();
	}
	await vi.waitFor(() => expect(applied.at(-1)).toBe(6));
});
