import { expect, type Page } from '@playwright/test';
import { pubkeyOf, signEvent } from '../../src/lib/protocol/signature.ts';
import type { EventTemplate } from '../../src/lib/protocol/event.ts';

const never = new Promise<never>(() => undefined);

/**
 * Puts a NIP-07 extension into the page's browser that holds this key, and says yes unless it ignores what it is
 * asked. Before the first page is loaded.
 */
export async function installExtension(
	page: Page,
	secretKey: Uint8Array,
	ignores: (template: EventTemplate) => boolean = () => false
): Promise<void> {
	const context = page.context();
	await context.exposeBinding('__signEvent', (_source, template: EventTemplate) =>
		ignores(template) ? never : signEvent(template, secretKey)
	);
	await context.addInitScript((pubkey) => {
		const { __signEvent } = globalThis as unknown as {
			__signEvent: (template: EventTemplate) => Promise<unknown>;
		};
		Object.assign(globalThis, {
			nostr: {
				getPublicKey: () => Promise.resolve(pubkey),
				signEvent: (template: EventTemplate) => __signEvent(template)
			}
		});
	}, pubkeyOf(secretKey));
}

/** Signs in with that extension, as a person does, and ends up at `path`. */
export async function signInWithExtension(page: Page, path: string): Promise<void> {
	await page.goto(`/login/have?next=${encodeURIComponent(path)}`);
	await page.getByRole('button', { name: 'Browser extension' }).click();
	await expect(page).toHaveURL((url) => url.pathname === path);
}
