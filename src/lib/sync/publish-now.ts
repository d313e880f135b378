import { type AppError, isAppError, toAppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import type { EventDraft, NostrEvent } from '../protocol/event.ts';
import type { Signer } from '../protocol/signer.ts';
import type { RelayConnection } from './relay-connection.ts';

interface Ports {
	connection: Pick<RelayConnection, 'allowAuth' | 'publish'>;
	signer: Signer;
	clock: Clock;
}

/** What became of an act: the event that was offered, and why it did not count. */
export interface ActOutcome {
	event?: NostrEvent;
	error?: AppError;
}

/**
 * Stamps, signs and publishes an act that must not wait: joining, leaving, moderation (the last is not sent any more
 * after a minute, so that whoever thought it over for long is asked again). It is an act of the person, so the
 * connection may AUTH for it.
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
	const outcome = await connection.publish(event);
	return outcome.status === 'ok' ? { event } : { event, error: outcome.error };
}
