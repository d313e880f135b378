import { AppError } from '../app-error.ts';
import { parseEvent, type EventTemplate, type NostrEvent } from '../protocol/event.ts';

/** Whether the signatures of events hold; sync's worker answers, so that the page loads no elliptic curves. */
export type VerifyEvents = (events: NostrEvent[]) => Promise<boolean[]>;

/**
 * What a foreign signer handed back, held against what it was asked: same author, same words, valid signature.
 * Rejects with `signer-wrong-key` when another account signed (the person switched it in the signer), with
 * `signer-changed` for everything else.
 */
export async function checkSignedAnswer(
	answer: unknown,
	template: EventTemplate,
	pubkey: string,
	verify: VerifyEvents
): Promise<NostrEvent> {
	const event = parseEvent(answer);
	if (!event) throw new AppError('signer-changed', 'never');
	if (event.pubkey !== pubkey) throw new AppError('signer-wrong-key', 'now');
	const same =
		event.kind === template.kind &&
		event.created_at === template.created_at &&
		event.content === template.content &&
		JSON.stringify(event.tags) === JSON.stringify(template.tags);
	const [valid] = same ? await verify([event]) : [false];
	if (!valid) throw new AppError('signer-changed', 'never');
	return event;
}
