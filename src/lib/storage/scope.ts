/**
 * Whose eyes the device reads with: an account's public key, or {@link NOBODY}. What a relay shows to one account
 * is kept apart from what it shows to another, and from what it shows to everybody.
 */
export type Scope = string;

/** The scope of a visitor without an account. */
export const NOBODY: Scope = 'nobody';
