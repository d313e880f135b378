import { expect, test } from 'vitest';
import { LocalLocks } from './local-locks.ts';

test('who asks for a lock waits for the one before, also when that one failed', async () => {
	const locks = new LocalLocks();
	const order: string[] = [];
	const first = Promise.withResolvers<undefined>();
	const one = locks.request('street', {}, async () => {
		order.push('one');
		await first.promise;
		throw new Error('no');
	});
	const two = locks.request('street', {}, () => Promise.resolve(order.push('two')));
	const other = locks.request('elsewhere', {}, () => Promise.resolve(order.push('other')));
	await other;
	expect(order).toEqual(['one', 'other']);
	first.resolve(undefined);
	await expect(one).rejects.toThrow('no');
	await two;
	expect(order).toEqual(['one', 'other', 'two']);
});

test('who only wants it if nobody has it gets null, and the lock once it is free', async () => {
	const locks = new LocalLocks();
	const held = Promise.withResolvers<undefined>();
	const holder = locks.request('street', {}, () => held.promise);
	const take = () => locks.request('street', { ifAvailable: true }, (lock) => Promise.resolve(lock !== null));
	expect(await take()).toBe(false);
	held.resolve(undefined);
	await holder;
	expect(await take()).toBe(true);
});
