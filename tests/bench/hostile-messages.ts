import { createHash } from 'node:crypto';
import { signFast } from '../../dev/demo/fast-signature.ts';
import type { EventDraft, NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { encodeNaddr, encodeNevent, encodeNpub } from '../../src/lib/protocol/nostr-address.ts';
import { hexOf } from '../fixtures/events.ts';
import { anyEvent, anyJson, anyText } from '../fixtures/hostile-values.ts';
import { addresses, injections } from '../fixtures/injections.ts';

export type Random = () => number;

/** One of several, by chance. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
	return items[Math.floor(random() * items.length)] as Item;
}

/** As many of something as asked for. */
export function times<Item>(count: number, make: (at: number) => Item): Item[] {
	return Array.from({ length: count }, (_, at) => make(at));
}

/** A key by name: the same name gives the same one. */
export function keyOf(name: string): Uint8Array {
	return createHash('sha256').update(`porch fuzz: ${name}`).digest();
}

/** Any text; every second one tries to become something else than text. */
export function hostileText(random: Random): string {
	// Half a surrogate pair cannot be signed: it has no UTF-8.
	return (random() < 0.5 ? pick(random, injections) : anyText(random)).toWellFormed();
}

function wellFormed(tags: readonly string[][]): string[][] {
	return tags.map((tag) => tag.map((item) => item.toWellFormed()));
}

/** Signs a draft as it is, however hostile. */
export function sign(draft: EventDraft, at: number, key: Uint8Array): NostrEvent {
	const { kind, content, tags } = draft;
	return signFast({ kind, content: content.toWellFormed(), tags: wellFormed(tags), created_at: at }, key);
}

/** Kinds that belong to a conversation, besides what is said. */
const beside = [
	kinds.deletion,
	kinds.reaction,
	kinds.putUser,
	kinds.removeUser,
	kinds.editMetadata,
	kinds.deleteEvent,
	kinds.updatePins,
	kinds.joinRequest,
	kinds.leaveRequest
];

/** An event of the group with any tags and any content, of a kind that the app asks for. */
export function hostileEvent(random: Random, group: string): EventDraft {
	const { kind, content, tags } = anyEvent(random, random() < 0.5 ? kinds.chat : pick(random, beside));
	return { kind, content, tags: [['h', group], ...tags.filter(([name]) => name !== 'h')] };
}

/** A message whose tags are of the right names and the wrong shape. */
export function hostileTags(random: Random, group: string): EventDraft {
	const text = (): string => hostileText(random);
	const id = hexOf(text().slice(0, 9));
	const size = (): string => pick(random, ['0x0', '-1x5', '1e9x1', '99999999999x1', '640x480', 'x', text()]);
	const tags: string[][] = [
		['imeta', `url ${pick(random, addresses)}`, `dim ${size()}`, `alt ${text()}`, `blurhash ${text()}`],
		['imeta', text(), '', 'url', `url https://example.com/${encodeURIComponent(text())}.png`],
		['q', pick(random, [id, text(), '']), text(), text()],
		['e', pick(random, [id, text()]), text(), pick(random, ['root', 'reply', text()]), text()],
		['p', pick(random, [id, text()]), text()],
		['emoji', text(), pick(random, addresses)],
		['previous', text(), id.slice(0, 8), text()],
		['expiration', pick(random, ['0', '-1', '1e30', '99999999999999999999', text()])],
		['content-warning', text()],
		['subject', text()],
		...times(random() < 0.05 ? 1500 : 1, () => ['p', text()]),
		[],
		[''],
		[text(), text()]
	];
	return {
		kind: kinds.chat,
		content: `tags ${text()}`,
		tags: [['h', group], ...tags.filter(() => random() < 0.6)]
	};
}

/** Flips, drops or adds a character. */
export function bend(random: Random, text: string): string {
	const at = Math.floor(random() * text.length);
	const roll = random();
	const middle =
		roll < 0.4 ? pick(random, [...'qpzry9x8gf2tvdw0b1io']) : roll < 0.7 ? '' : text.slice(at, at + 2);
	return text.slice(0, at) + middle + text.slice(at + 1);
}

/** A link to somewhere in Nostr or on the web, nearly right, right, or not at all. */
export function hostileLink(random: Random): string {
	const text = hostileText(random);
	const key = hexOf(text.slice(0, 9));
	const relays = [pick(random, ['wss://example.com', text.slice(0, 200)])];
	const address = encodeNaddr({
		identifier: text.slice(0, 80),
		pubkey: key,
		kind: kinds.groupMetadata,
		relays
	});
	const whole = pick(random, [
		address,
		`${address}?invite=${encodeURIComponent(text)}`,
		encodeNevent({ id: key, author: key, relays }),
		encodeNpub(key),
		`nevent1${text}`,
		`https://example.com/${text}`,
		`https://${text}.example.com/`,
		`groups.example.com'${text}`,
		`wss://${text}'${text}`,
		pick(random, addresses),
		text
	]);
	const bent = random() < 0.4 ? bend(random, whole) : whole;
	return random() < 0.5 ? `nostr:${bent}` : bent;
}

/** A message full of links. */
export function hostileLinks(random: Random, group: string): EventDraft {
	const links = times(1 + Math.floor(random() * 4), () => hostileLink(random));
	return {
		kind: kinds.chat,
		content: `links ${links.join(pick(random, [' ', '\n', '', ')']))}`,
		tags: [['h', group]]
	};
}

/** A message that is an injection in each of its strings. */
export function injectedMessage(random: Random, group: string): EventDraft {
	const text = pick(random, injections);
	return {
		kind: kinds.chat,
		content: `script ${text} nostr:${text}`,
		tags: [
			['h', group],
			['imeta', `url ${text}`, `alt ${text}`, `dim ${text}`, `m ${text}`],
			['q', text, text, text],
			['p', text],
			['emoji', text, text],
			[text, text]
		]
	};
}

/** A profile with a hostile name, picture and everything. */
export function hostileProfile(random: Random): EventDraft {
	const text = (): unknown => (random() < 0.8 ? hostileText(random) : anyJson(random, 2));
	const fields = {
		name: text(),
		display_name: text(),
		about: text(),
		nip05: text(),
		picture: pick(random, addresses)
	};
	const content = random() < 0.8 ? JSON.stringify(fields) : JSON.stringify(anyJson(random));
	return { kind: kinds.profile, content, tags: [] };
}
