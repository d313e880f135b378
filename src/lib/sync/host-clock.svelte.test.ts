import { expect, test, vi } from 'vitest';
import { hostTime } from './host-clock.ts';

test('the host that serves the page says what time it is', async () => {
	const time = (await hostTime()) ?? 0;
	expect(Math.abs(time - Date.now() / 1_000)).toBeLessThan(120);
});

test.each([
	['an answer of now', { date: 'Mon, 23 Nov 2026 10:00:00 GMT' }, 0],
	['one that was kept on its way', { date: 'Mon, 23 Nov 2026 10:00:00 GMT', age: '1800' }, 1_800],
	['one whose age is no number', { date: 'Mon, 23 Nov 2026 10:00:00 GMT', age: 'old' }, 0]
])('of %s', async (_, headers, later) => {
	using fetching = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(null, { headers }));
	expect(await hostTime()).toBe(Date.parse(headers.date) / 1_000 + later);
	expect(fetching).toHaveBeenCalledOnce();
});

test.each([
	['does not answer', () => Promise.reject(new TypeError('offline'))],
	['says nothing of it', () => Promise.resolve(new Response(null))],
	['says no time', () => Promise.resolve(new Response(null, { headers: { date: 'soon' } }))]
])('of a host that %s it is not known', async (_, answer) => {
	using fetching = vi.spyOn(globalThis, 'fetch').mockImplementation(answer);
	expect(await hostTime()).toBeUndefined();
	expect(fetching).toHaveBeenCalledOnce();
});
