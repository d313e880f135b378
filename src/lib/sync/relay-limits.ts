import { isAppError } from '../app-error.ts';
import type { RelayConnection } from './relay-connection.ts';
import type { RelayFacts } from './relay-facts.ts';

/** Tells a connection what its relay announces to allow (NIP-11); nothing where it announces nothing. */
export async function learnLimits(
	facts: Pick<RelayFacts, 'information'>,
	connection: Pick<RelayConnection, 'relay' | 'limitSubscriptions'>
): Promise<void> {
	const information = await facts.information(connection.relay);
	if (isAppError(information)) return; // it may be read all the same; who shows the relay asks for the error
	const { maxSubscriptions } = information.limitation;
	if (maxSubscriptions) connection.limitSubscriptions(maxSubscriptions);
}
