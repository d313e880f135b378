/** How one gets to a screen, for the lists of screens. */
import { expect, type Page } from '@playwright/test';
import type { RunningRelay } from '../../dev/relay/start-relay.ts';
import { personOf } from '../../dev/demo/people.ts';
import { pseudoMessage } from '../../dev/pseudo-locale.ts';
import { groupPath } from '../../src/lib/paths.ts';
import { installExtension } from './extension.ts';
import { messages } from './people.ts';

/** Where a screen is looked at. */
export interface Visit {
	page: Page;
	relay: RunningRelay;
	/** Keeps requests to join until somebody answers them. */
	keeper: RunningRelay;
	/** A sentence of the catalogue, as the language in use has it. */
	words: (english: string) => string;
}

export interface Screen {
	name: string;
	/** Whose phone it is; a visitor's, if nothing is said. */
	who?: string;
	/** Goes there, and resolves when it is all there. */
	open: (visit: Visit) => Promise<void>;
}

/** The words as they are. */
export const plain = (english: string): string => english;

/** The words in the pseudo-locale. */
export function pseudo(english: string): string {
	return (pseudoMessage({ text: english }) as { text: string }).text;
}

/** A button by its words. */
export const button = ({ page, words }: Visit, name: string) =>
	page.getByRole('button', { name: words(name), exact: true });

/** Signs in with an extension and stays where that leads. */
async function enter(visit: Visit, who: string): Promise<void> {
	const { page } = visit;
	await installExtension(page, personOf(who).secretKey);
	await page.goto('/login/have');
	await page
		.getByRole('button')
		.filter({ hasText: visit.words('Browser extension') })
		.click();
	await expect(page).toHaveURL('/');
}

/** Names come after the words of their owners. */
export async function everybodyHasAName(page: Page): Promise<void> {
	await expect(page.getByText(/npub1/)).toHaveCount(0);
}

/** Opens a screen on a phone that belongs to the right person. */
export async function visitScreen(screen: Screen, visit: Visit): Promise<void> {
	visit.relay.showLive('garden', [personOf('ava').pubkey, personOf('piet').pubkey]);
	if (screen.who) await enter(visit, screen.who);
	await screen.open(visit);
	await everybodyHasAName(visit.page);
	await expect(visit.page.locator('[aria-busy="true"]')).toHaveCount(0);
}

/** Goes to a path of the demo relay, and waits until it is all there. */
export function at(path: (relay: string) => string, ready: (visit: Visit) => Promise<void>): Screen['open'] {
	return async (visit) => {
		await visit.page.goto(path(visit.relay.url));
		await ready(visit);
	};
}

export const heading = (text: string) => (visit: Visit) =>
	expect(visit.page.getByRole('heading', { name: visit.words(text) }).first()).toBeVisible();
export const named = (text: string) => (visit: Visit) =>
	expect(visit.page.getByRole('heading', { name: text }).first()).toBeVisible();
export const field = (label: string) => (visit: Visit) =>
	expect(visit.page.getByLabel(visit.words(label)).first()).toBeVisible();
export const group = (id: string) => (relay: string) => groupPath({ relay, id });

/** Opens a page and a sheet on it. */
export async function openSheet(visit: Visit, path: string, opener: string): Promise<void> {
	await visit.page.goto(path);
	await visit.page
		.getByRole('button')
		.filter({ hasText: visit.words(opener) })
		.first()
		.click();
	await expect(visit.page.getByRole('dialog')).toBeVisible();
}

/** Opens a conversation of the demo. */
export async function talk(visit: Visit, id: string): Promise<void> {
	await visit.page.goto(groupPath({ relay: visit.relay.url, id }));
	await expect(messages(visit.page).last()).toBeVisible();
}
