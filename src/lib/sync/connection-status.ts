import type { AppError } from '../app-error.ts';
import type { AuthStatus } from './relay-auth.ts';

/** How a connection stands. `idle`: nobody wants it; `waiting`: it failed and is tried again at `retryAt`. */
export interface ConnectionStatus {
	readonly phase: 'idle' | 'connecting' | 'open' | 'waiting' | 'closed';
	/** `signing`: the signer, maybe a person, has the relay's challenge. */
	readonly auth: AuthStatus;
	/** Nobody looks: what is live is asked for again afterwards. */
	readonly resting?: boolean;
	/** Why it is waiting (`relay-unreachable`, `relay-closed`), or why AUTH was refused. */
	readonly error?: AppError;
	/** Milliseconds of the wall clock. */
	readonly retryAt?: number;
}
