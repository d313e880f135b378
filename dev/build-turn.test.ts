import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeTurn } from './build-turn.ts';

let folder = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'porch-turn-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the second waits until the first lets go', async () => {
	const file = join(folder, 'two');
	const order: string[] = [];
	const endFirst = await takeTurn(file);
	const second = takeTurn(file).then((end) => {
		order.push('second begins');
		return end();
	});
	order.push('first ends');
	await endFirst();
	await second;
	expect(order).toEqual(['first ends', 'second begins']);
});

test('a holder that died is no obstacle', async () => {
	const file = join(folder, 'dead');
	// Beyond what any system gives out.
	await writeFile(file, String(2 ** 30));
	const end = await takeTurn(file);
	await end();
});
