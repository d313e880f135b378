import { isHexKey } from './event.ts';
import { asRecord, asText } from './json-value.ts';
import { parseWebUrl } from './web-url.ts';
import { manyLines, oneLine } from './plain-text.ts';

/**
 * Limits that a relay announces (NIP-11): those that Porch goes by. What events may be like its refusals tell, for what
 * is announced is not always what is done: pyramid's `max_message_length` is the most bytes of a `content`.
 */
export interface RelayLimitation {
	/** Whole and positive; left out otherwise. */
	readonly maxSubscriptions?: number;
}

/** What a relay says about itself (NIP-11). */
export interface RelayInformation {
	readonly name?: string;
	readonly description?: string;
	readonly icon?: string;
	readonly software?: string;
	/** The relay's own key. */
	readonly self?: string;
	/** The operator's key; relays before `self` existed sign with it (relay29, groups_relay). */
	readonly pubkey?: string;
	readonly supportedNips: number[];
	/** True when the relay says that it keeps subgroups by the rules of NIP-29. */
	readonly subgroups: boolean;
	readonly limitation: RelayLimitation;
	/** The key that must have signed 39000-39005: `self`, else `pubkey`. */
	readonly relayKey?: string;
	readonly relayKeySource?: 'self' | 'pubkey';
}

/** Parses a NIP-11 document; undefined when it is no JSON object. What is malformed inside is left out. */
export function parseRelayInformation(json: unknown): RelayInformation | undefined {
	const fields = asRecord(json);
	if (!fields) return undefined;
	const self = asKey(fields['self']);
	const pubkey = asKey(fields['pubkey']);
	return {
		name: oneLine(asText(fields['name']), 100),
		description: manyLines(asText(fields['description']), 2000),
		icon: parseWebUrl(fields['icon']),
		software: oneLine(asText(fields['software']), 200),
		self,
		pubkey,
		supportedNips: parseNips(fields['supported_nips']),
		subgroups: asRecord(fields['nip29'])?.['subgroups'] === true,
		limitation: { maxSubscriptions: asCount(asRecord(fields['limitation'])?.['max_subscriptions']) },
		relayKey: self ?? pubkey,
		relayKeySource: self ? 'self' : pubkey ? 'pubkey' : undefined
	};
}

/** Some relays mix numbers with texts (`"29"`, `"9a"`, `"BUD-01"`): those that are numbers count. */
function parseNips(value: unknown): number[] {
	if (!Array.isArray(value)) return [];
	const texts = (value as unknown[]).slice(0, 1000).map((nip) => (typeof nip === 'number' ? `${nip}` : nip));
	const numbers = texts.filter((nip): nip is string => typeof nip === 'string' && /^\d{1,5}$/.test(nip));
	return [...new Set(numbers.map(Number))];
}

function asKey(value: unknown): string | undefined {
	const key = asText(value)?.toLowerCase();
	return isHexKey(key) ? key : undefined;
}

function asCount(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
