import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import Switch from './Switch.svelte';

test('a switch is on when it is so, not when it was asked to be', async () => {
	const onchange = vi.fn<(checked: boolean) => void>();
	const screen = await render(Switch, { label: 'Stay unlocked', checked: false, onchange });
	const input = screen.getByRole('switch', { name: 'Stay unlocked' });
	await input.click();
	expect(onchange).toHaveBeenLastCalledWith(true);
	await expect.element(input).not.toBeChecked();
	await screen.rerender({ checked: true });
	await expect.element(input).toBeChecked();
	await input.click();
	expect(onchange).toHaveBeenLastCalledWith(false);
	await expect.element(input).toBeChecked();
	await screen.rerender({ checked: false });
	await expect.element(input).not.toBeChecked();
});
