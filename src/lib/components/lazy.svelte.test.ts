import { createRawSnippet } from 'svelte';
import { beforeAll, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { loadLocale } from '$lib/locales/messages';
import { inCallKey } from './in-call';
import Lazy from './Lazy.svelte';

beforeAll(() => loadLocale('en'));

const children = createRawSnippet<[unknown]>((part) => ({ render: () => `<p>The ${String(part())}</p>` }));

/** A part that cannot be fetched the first time. */
function missOnce() {
	return vi
		.fn<() => Promise<unknown>>()
		.mockRejectedValueOnce(new TypeError('Failed to fetch dynamically imported module'))
		.mockResolvedValue('sheet');
}

test('a part that is there is shown', async () => {
	const screen = await render(Lazy, { load: () => Promise.resolve<unknown>('sheet'), children });
	await expect.element(screen.getByText('The sheet')).toBeVisible();
});

test('a part that does not load says so, and comes with the next try', async () => {
	const load = missOnce();
	const screen = await render(Lazy, { load, children });
	await expect.element(screen.getByRole('alert')).toHaveTextContent('This part of Porch did not load.');
	await screen.getByRole('button', { name: 'Try again' }).click();
	await expect.element(screen.getByText('The sheet')).toBeVisible();
	expect(screen.getByRole('alert').query()).toBeNull();
	expect(load).toHaveBeenCalledTimes(2);
});

test('a part that did not load comes by itself when the network is back', async () => {
	const screen = await render(Lazy, { load: missOnce(), children });
	await expect.element(screen.getByRole('alert')).toBeVisible();
	window.dispatchEvent(new Event('online'));
	await expect.element(screen.getByText('The sheet')).toBeVisible();
});

test('in a call it is tried again and again, since a new page would hang up', async () => {
	const load = vi.fn<() => Promise<unknown>>();
	for (let time = 0; time < 3; time += 1) load.mockRejectedValueOnce(new TypeError('Failed to fetch'));
	load.mockResolvedValue('sheet');
	const context = new Map([[inCallKey, () => true]]);
	const screen = await render(Lazy, { props: { load, children }, context });
	const again = screen.getByRole('button', { name: 'Try again' });
	for (let time = 1; time <= 3; time += 1) {
		await expect.poll(() => load.mock.calls.length).toBe(time);
		await again.click();
	}
	await expect.element(screen.getByText('The sheet')).toBeVisible();
});
