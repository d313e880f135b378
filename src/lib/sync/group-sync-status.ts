import type { AppError } from '../app-error.ts';
import type { ConnectionStatus } from './connection-status.ts';

/** How one group is being kept up to date. */
export interface GroupSyncStatus {
	/**
	 * `loading`: the relay is sending what it has; `live`: all of it is in the cache, what was missed included;
	 * `refused`: it does not show the group, and `error` says why.
	 */
	readonly phase: 'idle' | 'connecting' | 'loading' | 'live' | 'offline' | 'refused';
	/** Why it is offline or refused, or what went wrong beside (`timeout`, `storage-full`...). */
	readonly error?: AppError;
	/** The first message of the group is on the device. */
	readonly reachedStart: boolean;
}

/** How a group stands on its connection: `open` where that is, with what went wrong beside. */
export function phaseOn(
	{ phase, error }: ConnectionStatus,
	open: 'live' | 'loading',
	beside: AppError | undefined
): Pick<GroupSyncStatus, 'phase' | 'error'> {
	if (phase === 'waiting' || phase === 'closed') return { phase: 'offline', error };
	return { phase: phase === 'open' ? open : 'connecting', error: beside };
}
