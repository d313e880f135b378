import { isHexKey, type NostrEvent } from './event.ts';
import { kinds } from './kinds.ts';

/** What a group has pinned (NIP-29). */
export interface GroupPins {
	/** Event ids and addresses (`kind:pubkey:d`) mixed, in the order to show them and to send them back. */
	readonly order: string[];
	/** The event ids among them. */
	readonly ids: string[];
	/** The addresses among them. */
	readonly addresses: string[];
}

/** Parses kind 39005, or a 9010, which carries the same list where relays make no 39005. Undefined otherwise. */
export function parseGroupPins(event: NostrEvent): GroupPins | undefined {
	if (event.kind !== kinds.groupPins && event.kind !== kinds.updatePins) return undefined;
	const pins = event.tags.flatMap(([name, value = '']) => {
		const isPin = name === 'e' ? isHexKey(value) : name === 'a' && isAddress(value);
		return isPin ? [value] : [];
	});
	const order = [...new Set(pins)];
	return { order, ids: order.filter(isHexKey), addresses: order.filter(isAddress) };
}

function isAddress(text: string): boolean {
	return /^\d{1,5}:[0-9a-f]{64}:/.test(text);
}
