import { afterEach, expect, test, vi } from 'vitest';
import { LocalLocks, openLocks } from './local-locks.ts';

afterEach(() => vi.unstubAllGlobals());

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

test('where the browser refuses locks, those of the thread serve; what fails under a lock fails as it did', async () => {
	const request = vi.fn().mockRejectedValue(new DOMException('not allowed', 'SecurityError'));
	vi.stubGlobal('navigator', { locks: { request } });
	const locks = openLocks();
	const held = Promise.withResolvers<string>();
	const holder = locks.request('street', {}, () => held.promise);
	expect(await locks.request('street', { ifAvailable: true }, (lock) => Promise.resolve(lock))).toBe(null);
	held.resolve('mine');
	expect(await holder).toBe('mine');

	const broken = new DOMException('of the work', 'SecurityError');
	const work = vi.fn().mockRejectedValue(broken);
	request.mockImplementation((_name, _options, under: (lock: object) => Promise<unknown>) => under({}));
	await expect(locks.request('street', {}, work)).rejects.toBe(broken);
	expect(work).toHaveBeenCalledTimes(1);
});
