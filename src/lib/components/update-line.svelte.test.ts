import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { loadLocale } from '$lib/locales/messages';
import { AppUpdate } from '$lib/stores/app-update.svelte';
import UpdateLine from './UpdateLine.svelte';

async function showLine(isPartMissing: boolean, inCall = false) {
	await loadLocale('en');
	const reload = vi.fn();
	const update = new AppUpdate({
		version: '1',
		workerVersion: () => Promise.resolve('2'),
		deployedVersion: () => Promise.resolve('2'),
		renewWorker: () => Promise.resolve(),
		isFirstTry: () => true,
		reload
	});
	await (isPartMissing ? update.missPart() : update.look());
	return { reload, line: await render(UpdateLine, { update, inCall }) };
}

function writeIntoPage(words: string): void {
	const field = document.createElement('textarea');
	field.value = words;
	document.body.replaceChildren(field);
}

test('a new version is offered, and taken at a tap', async () => {
	const { reload, line } = await showLine(false);
	await expect.element(line.getByText('A new version is ready.')).toBeVisible();
	expect(reload).not.toHaveBeenCalled();
	await line.getByRole('button', { name: 'Reload' }).click();
	expect(reload).toHaveBeenCalledOnce();
});

test('a page that lacks a part reloads by itself where nothing is typed', async () => {
	writeIntoPage('');
	const { reload } = await showLine(true);
	expect(reload).toHaveBeenCalledOnce();
});

test('a page that lacks a part waits for a tap where something is typed', async () => {
	writeIntoPage('Half a sentence');
	const { reload, line } = await showLine(true);
	await expect.element(line.getByRole('button', { name: 'Reload' })).toBeVisible();
	expect(reload).not.toHaveBeenCalled();
});

test('in a call nothing is offered; a page that lacks a part reloads after it', async () => {
	writeIntoPage('');
	const { reload, line } = await showLine(true, true);
	await expect.element(line.getByText('A new version is ready.')).not.toBeInTheDocument();
	expect(reload).not.toHaveBeenCalled();
	await line.rerender({ inCall: false });
	expect(reload).toHaveBeenCalledOnce();
});
