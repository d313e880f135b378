import type { ErrorCode } from '../app-error.ts';
import type { KeyRing } from './key-ring.ts';

/** The operations of the key worker. */
export type KeyOperation = keyof KeyRing;

/** The one argument of an operation. */
export type KeyInput<Operation extends KeyOperation> = Parameters<KeyRing[Operation]>[0];

/** What an operation answers. */
export type KeyOutput<Operation extends KeyOperation> = Awaited<ReturnType<KeyRing[Operation]>>;

/** Page to worker. */
export interface KeyQuestion {
	readonly id: number;
	readonly operation: KeyOperation;
	readonly input: unknown;
}

/** Worker to page: an error crosses as its code, never with a cause that might quote a key. */
export type KeyAnswer =
	{ readonly id: number; readonly output: unknown } | { readonly id: number; readonly error: ErrorCode };

/** What the page may ask; anything else is answered with `unexpected`. */
export const keyOperations: readonly KeyOperation[] = [
	'create',
	'import',
	'openSealed',
	'openEncrypted',
	'seal',
	'encryptKey',
	'holds',
	'sign',
	'encrypt',
	'decrypt',
	'lock'
];

/** Reads a message that should be a question. */
export function parseKeyQuestion(value: unknown): KeyQuestion | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { id, operation, input } = value as Record<string, unknown>;
	const known = keyOperations.find((name) => name === operation);
	return typeof id === 'number' && known ? { id, operation: known, input } : undefined;
}
