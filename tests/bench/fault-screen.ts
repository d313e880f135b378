/** What the conversation of a phone shows of somebody's words, and lets them do about it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { composer, message, messages } from '../end-to-end/people.ts';
import { countOutgoing } from './fault-storage.ts';

/** What is written under words that the relay has not confirmed. */
const unsettled = /waiting|being sent|no answer yet|not sent/;
/** The same, of words that go no further by themselves. */
const refused = 'not sent';
/** What is said where words cannot be stored. */
const cannotStore = 'This device is full.';

/** Something that was offered to be tried again, and was. */
export interface Tapped {
	/** All that its row said; '' when it was gone before the tap. */
	words: string;
	/** It would have gone no further by itself. */
	wasRefused: boolean;
	/** Milliseconds. */
	at: number;
	/** What of this person the relay had in that moment. */
	had: ReadonlySet<string>;
}

/** Where some words stand: in the conversation, still in the composer, or nowhere. */
export async function findWords(page: Page, text: string): Promise<'conversation' | 'composer' | 'nowhere'> {
	// The draft and the outbox are read a moment after the page is there.
	if (!(await shows(page, text)) && (await toNewest(page))) await shows(page, text);
	if ((await message(page, text).count()) > 0) return 'conversation';
	return (await composer(page).inputValue()).includes(text) ? 'composer' : 'nowhere';
}

/** Whether it is said where one writes that the words could not be stored. */
export function saysThatItCannotStore(page: Page): Promise<boolean> {
	const alert = page.locator('footer').getByRole('alert').filter({ hasText: cannotStore });
	return alert.waitFor({ timeout: 10_000 }).then(
		() => true,
		() => false
	);
}

/** How many of my messages the relay has not confirmed, as far as the screen says. */
export async function countUnconfirmed(page: Page): Promise<number> {
	const left = messages(page).filter({ hasText: unsettled });
	// What the device has sent is drawn so a moment later.
	await left
		.first()
		.waitFor({ state: 'detached', timeout: 10_000 })
		.catch(() => undefined);
	return left.count();
}

/**
 * Waits until something can be tried again, and does. Undefined when all is confirmed, or when so many milliseconds
 * have passed. `heard` tells what of this person the relay has.
 */
export async function tryAgain(
	page: Page,
	milliseconds: number,
	heard: () => ReadonlySet<string>
): Promise<Tapped | undefined> {
	await toNewest(page);
	const offered = messages(page).filter({ has: page.getByRole('button', { name: 'Try again' }) });
	const end = performance.now() + milliseconds;
	while ((await offered.count()) === 0 && (await countOutgoing(page)) > 0 && performance.now() < end) {
		await pause(250);
	}
	if ((await offered.count()) === 0) return undefined;
	const [row] = await offered.elementHandles();
	const words = (await row?.textContent()) ?? '';
	const button = await row?.$('button:has-text("Try again")');
	const [had, at] = [heard(), performance.now()];
	// It may be answered in this moment, and the offer gone.
	const isTapped = await button?.click().then(
		() => true,
		() => false
	);
	if (isTapped) await button?.waitForElementState('hidden');
	return { words: isTapped ? words : '', wasRefused: words.includes(refused), at, had };
}

/** It opens at what was not read yet, which may be far above what was said last. Whether it did. */
async function toNewest(page: Page): Promise<boolean> {
	const [button] = await page.getByRole('button', { name: /^To the newest/ }).elementHandles();
	// It goes when the newest comes into view by itself, be it in this moment.
	const tapped = button?.click().then(
		() => true,
		() => false
	);
	return (await tapped) ?? false;
}

/** Whether the words come onto the screen, be it into the composer. */
function shows(page: Page, text: string): Promise<boolean> {
	return page
		.waitForFunction(
			(wanted) =>
				[...document.querySelectorAll('[role="log"] article, textarea')].some((each) =>
					(each instanceof HTMLTextAreaElement ? each.value : each.textContent).includes(wanted)
				),
			text,
			{ timeout: 5_000 }
		)
		.then(
			() => true,
			() => false
		);
}
