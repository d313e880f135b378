import { expect, test, vi } from 'vitest';
import { once } from './once.ts';

test('what succeeds is done once, also for those who ask meanwhile', async () => {
	const work = vi.fn(() => Promise.resolve({}));
	const get = once(work);
	const [first, second] = await Promise.all([get(), get()]);
	expect(second).toBe(first);
	expect(await get()).toBe(first);
	expect(work).toHaveBeenCalledOnce();
});

test('what fails is tried again by the next who asks', async () => {
	const offline = new Error('no network');
	const work = vi.fn<() => Promise<string>>().mockRejectedValueOnce(offline).mockResolvedValue('here');
	const get = once(work);
	const both = [get(), get()];
	for (const each of both) await expect(each).rejects.toBe(offline);
	expect(await get()).toBe('here');
	expect(work).toHaveBeenCalledTimes(2);
});
