import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { loadLocale } from '$lib/locales/messages';
import LateName from './LateName.svelte';

beforeAll(() => loadLocale('en'));

test('a name that is looked up shows no key meanwhile', async () => {
	const screen = await render(LateName, { name: 'npub1wren', known: false });
	await expect.element(screen.getByText('Loading')).toBeInTheDocument();
	expect(screen.container.textContent).not.toContain('npub1');
	await screen.rerender({ name: 'Wren', known: true });
	await expect.element(screen.getByText('Wren')).toBeVisible();
	expect(screen.container.textContent).not.toContain('Loading');
});

test('where no name comes the key stands in for it', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	onTestFinished(() => void vi.useRealTimers());
	const screen = await render(LateName, { name: 'npub1wren', known: false });
	vi.advanceTimersByTime(3_000);
	vi.useRealTimers();
	await expect.element(screen.getByText('npub1wren')).toBeVisible();
});
