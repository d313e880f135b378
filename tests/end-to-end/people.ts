/** What people do with Porch, in their own words: by what is written on a button, never by how it is built. */
import { expect, type Locator, type Page } from '@playwright/test';
import { nsecEncode } from 'nostr-tools/nip19';
import { personOf } from '../../dev/demo/people.ts';
import { groupPath } from '../../src/lib/paths.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { createSecretKey, pubkeyOf } from '../../src/lib/protocol/signature.ts';
import { installExtension, signInWithExtension } from './extension.ts';

export const password = 'four quiet garden words';

/** Answers the question for a name and locks the new key with a password. Ends where the way in began. */
export async function createKey(page: Page, name: string): Promise<void> {
	await page.getByRole('textbox', { name: 'Your name' }).fill(name);
	await page.getByRole('button', { name: 'Continue' }).click();
	await lockWithPassword(page);
	await page.getByRole('button', { name: 'Later' }).click();
}

/** Gives a key that is open a password. */
export async function lockWithPassword(page: Page): Promise<void> {
	await page.getByLabel('A new password').fill(password);
	await page.getByRole('button', { name: 'Lock with this password' }).click();
}

/** Signs in as somebody of the demo by pasting their key. Ends on the home screen. */
export async function pasteKey(page: Page, handle: string): Promise<void> {
	await page.goto('/login/key');
	await page.getByLabel('Your key').fill(nsecEncode(personOf(handle).secretKey));
	await page.getByRole('button', { name: 'Continue' }).click();
	await lockWithPassword(page);
	await expect(page).toHaveURL('/');
}

/** Signs in as somebody of the demo with their browser extension, and opens a group. */
export async function arriveAs(page: Page, handle: string, group: GroupKey): Promise<Page> {
	await installExtension(page, personOf(handle).secretKey);
	await signInWithExtension(page, groupPath(group));
	return page;
}

/**
 * Somebody who is in no group yet signs in with their browser extension, and opens a group or the empty list of theirs.
 * Gives their public key.
 */
export async function arriveNew(page: Page, group?: GroupKey): Promise<string> {
	const key = createSecretKey();
	await installExtension(page, key);
	await signInWithExtension(page, group ? groupPath(group) : '/');
	return pubkeyOf(key);
}

/** Joins the group that is open, and is let in. */
export async function join(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Join', exact: true }).click();
	await expect(composer(page)).toBeVisible();
}

/** Opens a group by its link. */
export async function openGroup(page: Page, group: GroupKey): Promise<void> {
	await page.goto(groupPath(group));
}

/** The messages of the open conversation. */
export function messages(page: Page): Locator {
	return page.getByRole('log').getByRole('article');
}

/** A message of the conversation by its words. */
export function message(page: Page, text: string): Locator {
	return messages(page).filter({ hasText: text });
}

/** Where one writes. */
export function composer(page: Page): Locator {
	return page.getByPlaceholder('Message');
}

/** Writes a message and sends it, without waiting for what becomes of it. */
export async function say(page: Page, text: string): Promise<void> {
	await composer(page).fill(text);
	await page.getByRole('button', { name: 'Send' }).click();
}

/** The relay has it: one tick. */
export async function expectSent(said: Locator): Promise<void> {
	await expect(said.getByText('sent', { exact: true })).toBeAttached();
}

/** Rests a finger on a message until it says what can be done with it. */
export async function holdFinger(page: Page, on: Locator): Promise<Locator> {
	await on.scrollIntoViewIfNeeded();
	const box = await on.boundingBox();
	if (!box) throw new Error('What is to be touched is not on the screen.');
	const touch = await page.context().newCDPSession(page);
	const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
	await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
	const sheet = page.getByRole('dialog');
	await expect(sheet).toBeVisible();
	await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await touch.detach();
	return sheet;
}

/** Unlocks the key when Porch asks for it. */
export async function unlock(page: Page, word = password): Promise<void> {
	const sheet = page.getByRole('dialog', { name: 'Unlock your key' });
	await sheet.getByLabel('Password').fill(word);
	await sheet.getByRole('button', { name: 'Unlock', exact: true }).click();
	if (word === password) await expect(sheet).toHaveCount(0);
}
