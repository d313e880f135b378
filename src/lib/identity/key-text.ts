/** The forms in which people keep a key: `nsec1…` (NIP-19), `ncryptsec1…` (NIP-49), or 64 hex characters. */
export type KeyTextKind = 'nsec' | 'ncryptsec' | 'hex';

/** What a pasted text looks like, judged by its shape alone; the worker that decodes it has the last word. */
export function keyTextKind(text: string): KeyTextKind | undefined {
	const key = text.trim().toLowerCase();
	if (/^nsec1[02-9ac-hj-np-z]{58}$/.test(key)) return 'nsec';
	if (/^ncryptsec1[02-9ac-hj-np-z]{100,300}$/.test(key)) return 'ncryptsec';
	if (/^[0-9a-f]{64}$/.test(key)) return 'hex';
	return undefined;
}
