/**
 * What a draft is of, where one group has several: '' for its own, the id of the message that it answers, or this, for
 * other words of something in the outbox. To a Porch that does not know it, it answers a message that is not on the
 * device, and so the words stay.
 */
export function rewordingKey(intentId: string): string {
	return `${prefix}${intentId}`;
}

/** The intent that a draft words differently; undefined for every other draft. */
export function rewordedIntent(key: string): string | undefined {
	return key.startsWith(prefix) ? key.slice(prefix.length) : undefined;
}

const prefix = 'intent:';
