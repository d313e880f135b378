import { createRawSnippet } from 'svelte';
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { loadLocale } from '$lib/locales/messages';
import Sheet from './Sheet.svelte';

beforeAll(() => loadLocale('en'));

const children = createRawSnippet(() => ({ render: () => '<p><button type="button">Inside</button></p>' }));
let opener: HTMLButtonElement;

beforeEach(() => {
	opener = document.createElement('button');
	opener.textContent = 'Open';
	document.body.append(opener);
	opener.focus();
	onTestFinished(() => opener.remove());
});

async function show(title: string, open = true) {
	const onclose = vi.fn();
	const screen = await render(Sheet, { open, title, onclose, children });
	const dialog = screen.getByRole('dialog', { name: title, includeHidden: true });
	return { screen, onclose, dialog, props: { title, onclose, children } };
}

test('a sheet has the focus when it opens, so that its name is what is heard', async () => {
	const { dialog } = await show('Leave?');
	await expect.element(dialog).toHaveFocus();
});

test('a sheet whose step is taken by another one is read from its new title on', async () => {
	const { screen, dialog, props } = await show('What to do?');
	await screen.getByRole('button', { name: 'Inside' }).click();
	screen.getByRole('button', { name: 'Inside' }).element().remove();
	await expect.element(dialog).not.toHaveFocus();
	await screen.rerender({ ...props, open: true, title: 'Really?' });
	await expect.element(screen.getByRole('dialog', { name: 'Really?' })).toHaveFocus();
});

test('a sheet that closes gives the focus back', async () => {
	const { screen, dialog, onclose, props } = await show('Leave?');
	await expect.element(dialog).toHaveFocus();
	await userEvent.keyboard('{Escape}');
	expect(onclose).toHaveBeenCalledOnce();
	await screen.rerender({ ...props, open: false });
	await expect.element(opener).toHaveFocus();
});

test('so does one that is taken off the page while it is open', async () => {
	const { screen, dialog } = await show('Leave?');
	await expect.element(dialog).toHaveFocus();
	await screen.unmount();
	await expect.element(opener).toHaveFocus();
});

test('unless what was done in it has put the focus elsewhere', async () => {
	const { screen, dialog, props } = await show('Leave?');
	const field = document.createElement('input');
	document.body.append(field);
	onTestFinished(() => field.remove());
	await expect.element(dialog).toHaveFocus();
	await screen.rerender({ ...props, open: false });
	field.focus();
	await screen.unmount();
	await expect.element(field).toHaveFocus();
});

test('Escape closes the sheet on top and no other', async () => {
	const below = await show('Below');
	await expect.element(below.dialog).toHaveFocus();
	const above = await show('Above');
	await expect.element(above.dialog).toHaveFocus();
	await userEvent.keyboard('{Escape}');
	expect(above.onclose).toHaveBeenCalledOnce();
	expect(below.onclose).not.toHaveBeenCalled();
	await above.screen.unmount();
	await expect.element(below.dialog).toHaveFocus();
});

test('the keyboard stays inside', async () => {
	const { screen, dialog } = await show('Leave?');
	await expect.element(dialog).toHaveFocus();
	await userEvent.tab();
	await expect.element(screen.getByRole('button', { name: 'Close' })).toHaveFocus();
	await userEvent.tab();
	await expect.element(screen.getByRole('button', { name: 'Inside' })).toHaveFocus();
	await userEvent.tab();
	expect(document.activeElement).not.toBe(opener);
});

test('a sheet that is taken off the page was not closed by anybody', async () => {
	const { screen, dialog, onclose } = await show('Leave?');
	await expect.element(dialog).toHaveFocus();
	const closed = new Promise((done) => dialog.element().addEventListener('close', done));
	await screen.unmount();
	await closed;
	expect(onclose).not.toHaveBeenCalled();
});
