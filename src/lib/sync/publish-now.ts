import { AppError, isAppError, toAppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import type { EventDraft, NostrEvent } from '../protocol/event.ts';
import { isModeration } from '../protocol/kinds.ts';
import type { Signer } from '../protocol/signer.ts';
import type { RelayConnection } from './relay-connection.ts';

interface Ports {
	connection: Pick<RelayConnection, 'allowAuth' | 'publish'>;
	signer: Signer;
	clock: Clock;
}

/** Seconds after which moderation is out of date, for people and for most relays. */
export const ACT_LIFE = 60;

/** What became of an act: the event that was offered, and why it did not count. */
export interface ActOutcome {
	event?: NostrEvent;
	error?: AppError;
}

/**
 * Stamps, signs and publishes an act that must not wait: joining, leaving, moderation (relays refuse the last
 * after a minute). It is an act of the person, so the connection may AUTH for it.
 */
export async function publishNow(
	{ connection, signer, clock }: Ports,
	draft: EventDraft
): Promise<ActOutcome> {
	connection.allowAuth();
	let event: NostrEvent;
	try {
		event = await signer.signEvent({ ...draft, created_at: clock() });
	} catch (cause) {
		return { error: isAppError(cause) ? cause : toAppError(cause, 'signer-refused', 'now') };
	}
	// A signer that thought it over for long: by now it may be wrong, and is asked for again.
	if (isModeration(draft.kind) && clock() - event.created_at > ACT_LIFE)
		return { event, error: new AppError('too-old', 'now') };
	const outcome = await connection.publish(event);
	return outcome.status === 'ok' ? { event } : { event, error: outcome.error };
}
