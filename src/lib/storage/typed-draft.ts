import { AppError } from '$lib/app-error';
import { startingWith } from './key-range.ts';
import type { TakeDraft } from './outbox.ts';

/**
 * Takes the draft that something was typed as, when it is queued. `key`: '' for the group's own, else the message
 * replied to, or the `rewordingKey`; `text`: what the device has of it, as far as its tab knows. Other words are
 * another tab's, and stay. Rejects with `already-done` when another tab has queued this draft.
 */
export function takeDraft(key: string, text: string): TakeDraft {
	return async ({ intents, drafts }, { account, relay, group, draft }) => {
		const stored = await drafts.get([account, relay, group, key]);
		if (stored?.text === text) await drafts.delete([account, relay, group, key]);
		if (stored || !text) return;
		const range = startingWith(account, relay, group);
		const words = JSON.stringify(draft);
		const line = await intents.index('line').getAll(range);
		if (line.some((intent) => JSON.stringify(intent.draft) === words)) {
			throw new AppError('already-done', 'never');
		}
	};
}
