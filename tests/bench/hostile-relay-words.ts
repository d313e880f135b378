import type { EventDraft, NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { hexOf } from '../fixtures/events.ts';
import { anyEvent, anyJson } from '../fixtures/hostile-values.ts';
import { addresses } from '../fixtures/injections.ts';
import type { HttpAnswer } from './hostile-houses.ts';
import { bend, hostileText, pick, times, type Random } from './hostile-messages.ts';

const flags = ['private', 'restricted', 'closed', 'hidden', 'public', 'open', 'livekit', 'no-text'];

/** A 39000 with hostile words, flags and relatives. */
export function hostileMetadata(random: Random, group: string, relatives: readonly string[]): EventDraft {
	const text = (): string => hostileText(random);
	const tags = [
		['name', text()],
		['about', text(), text()],
		['picture', pick(random, [...addresses, text()])],
		['banner', text()],
		...flags.filter(() => random() < 0.2).map((flag) => [flag, ...(random() < 0.3 ? [text()] : [])]),
		['supported_kinds', ...times(Math.floor(random() * 4), () => pick(random, ['9', '-1', '1e9', text()]))],
		['parent', pick(random, [...relatives, text()])],
		...times(3, () => ['child', pick(random, [...relatives, text()])])
	];
	const kept = tags.filter(() => random() < 0.7);
	return { kind: kinds.groupMetadata, content: text(), tags: [['d', group], ...kept, ...anyTags(random)] };
}

function anyTags(random: Random): string[][] {
	return random() < 0.5
		? anyEvent(random, kinds.chat)
				.tags.filter(([name]) => name !== 'd')
				.slice(0, 6)
		: [];
}

/** A 39001, 39002, 39003 or 39005 with hostile people, roles and pins. */
export function hostileRoster(random: Random, kind: number, group: string): EventDraft {
	const text = (): string => hostileText(random);
	const key = (): string => pick(random, [hexOf(text().slice(0, 9)), text(), '']);
	const many = random() < 0.05 ? 3000 : Math.floor(random() * 8);
	const person = (): string[] => ['p', key(), ...times(Math.floor(random() * 3), text)];
	const role = (): string[] => ['role', text(), text()];
	const describe = (): string[] => [
		pick(random, ['role-color', 'role-order', 'role-permission', 'role-access']),
		text(),
		pick(random, ['-1', 'NaN', '361', '9005', text()])
	];
	const pin = (): string[] => [pick(random, ['e', 'a']), key(), text()];
	const make = { 39003: [role, describe], 39005: [pin] }[kind] ?? [person];
	return {
		kind,
		content: text(),
		tags: [['d', group], ...times(many, () => pick(random, make)()), ...anyTags(random)]
	};
}

/** A 39004 with hostile participants. */
export function hostilePresence(random: Random, group: string): EventDraft {
	const text = (): string => hostileText(random);
	const who = (): string => {
		const key = hexOf(text().slice(0, 9));
		return pick(random, [key, `${key}:${text()}`, key.toUpperCase(), key.slice(1), text(), '']);
	};
	const many = random() < 0.05 ? 3000 : Math.floor(random() * 8);
	const tags = times(many, () => [
		pick(random, ['participant', 'p', 'participant']),
		who(),
		...(random() < 0.3 ? [text()] : [])
	]);
	return {
		kind: kinds.livekitParticipants,
		content: text(),
		tags: [['d', group], ...tags, ...anyTags(random)]
	};
}

/** A NIP-11 document; mostly with the relay's key, so that what the relay says afterwards counts. */
export function hostileDocument(random: Random, self: string): HttpAnswer {
	const text = (): unknown => (random() < 0.7 ? hostileText(random) : anyJson(random, 3));
	const fields = {
		name: text(),
		description: text(),
		icon: pick(random, [...addresses, text()]),
		pubkey: text(),
		contact: text(),
		software: text(),
		supported_nips: pick(random, [[29, '42', -1, 1e99, null], text()]),
		limitation: pick(random, [{ max_limit: -1, max_subscriptions: 0, max_message_length: 'x' }, text()]),
		nip29: pick(random, [{ subgroups: 'yes' }, text()]),
		...(random() < 0.8 ? { self } : { self: text() })
	};
	const body = pick(random, [
		JSON.stringify(fields),
		JSON.stringify(fields),
		JSON.stringify(anyJson(random)),
		hostileText(random)
	]);
	const type = pick(random, ['application/nostr+json', 'application/json', 'text/html', 'image/svg+xml']);
	return { status: random() < 0.9 ? 200 : pick(random, [204, 401, 404, 500, 503]), type, body };
}

function tokenOf(random: Random): string {
	const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
	const claims = {
		sub: pick<unknown>(random, [
			hostileText(random),
			`${hexOf('x')}:${hostileText(random)}`,
			anyJson(random, 1)
		]),
		exp: pick<unknown>(random, [0, -1, 1e300, hostileText(random), undefined]),
		video: pick<unknown>(random, [
			{ canPublish: hostileText(random) },
			anyJson(random, 2),
			{ room: hostileText(random) }
		])
	};
	const whole = `${part({ alg: 'none' })}.${part(random() < 0.8 ? claims : anyJson(random))}.${part('signed')}`;
	return random() < 0.3 ? bend(random, whole) : whole;
}

/** What a token endpoint says: a refusal, no JSON, no grant, or a grant to nowhere. */
export function hostileToken(random: Random): HttpAnswer {
	const url = pick(random, [
		...addresses,
		'wss://',
		'ws://example.com',
		'wss://example.invalid',
		hostileText(random)
	]);
	const grant = pick<unknown>(random, [
		{ server_url: url, participant_token: tokenOf(random) },
		{ url, token: tokenOf(random) },
		{ server_url: anyJson(random, 1), participant_token: hostileText(random) },
		anyJson(random)
	]);
	const body = random() < 0.7 ? JSON.stringify(grant) : hostileText(random);
	const status = random() < 0.7 ? 200 : pick(random, [204, 400, 401, 403, 404, 429, 500, 503]);
	return { status, type: pick(random, ['application/json', 'text/plain', 'text/html']), body };
}

/** Words of a refusal, with any prefix or none. */
export function hostileWords(random: Random): string {
	const prefix = pick(random, [
		'',
		'blocked: ',
		'restricted: ',
		'invalid: ',
		'error: ',
		'rate-limited: ',
		'pow: ',
		': '
	]);
	return prefix + hostileText(random);
}

/** Frames that are none, or nearly: events of a wrong shape, with a wrong id, signature or group. */
export function hostileFrame(random: Random, sound: NostrEvent): (subscription: string) => string {
	const roll = random();
	const value = anyJson(random);
	if (roll < 0.2) return () => hostileText(random);
	if (roll < 0.4) return () => JSON.stringify(value);
	if (roll < 0.5) {
		const verb = pick(random, ['EVENT', 'EOSE', 'OK', 'NOTICE', 'COUNT', 'CLOSED', hostileText(random)]);
		// A subscription that nobody has: a CLOSED for one that is there would end it, which is a relay's right.
		return () => JSON.stringify([verb, hostileText(random), value, value]);
	}
	const spoilt = {
		...sound,
		...pick<Record<string, unknown>>(random, [
			{ sig: '0'.repeat(128) },
			{ id: hexOf('another') },
			{ content: 'not what was signed' },
			{ pubkey: hexOf('somebody') },
			{ tags: value },
			{ created_at: pick<unknown>(random, [-1, 1.5, '1', 2 ** 53, null]) },
			{ kind: pick<unknown>(random, [-1, 1e9, '9', null]) },
			{ content: value },
			{ sig: value }
		])
	};
	return (subscription) => JSON.stringify(['EVENT', subscription, spoilt]);
}
