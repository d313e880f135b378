import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npubEncode } from 'nostr-tools/nip19';
import { buildChatMessage } from '../../src/lib/protocol/chat-message.ts';
import type { EventDraft, NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { buildCreateGroup, buildPinList, buildPutUser } from '../../src/lib/protocol/moderation.ts';
import { buildReaction } from '../../src/lib/protocol/reaction.ts';
import { parseConversation, type ScriptedMessage } from './conversation-script.ts';
import { signFast } from './fast-signature.ts';
import { groups, type DemoGroup } from './groups.ts';
import { olderTalk } from './older-talk.ts';
import { ownLists } from './own-lists.ts';
import { people, personOf } from './people.ts';

export interface DemoOptions {
	/** The relay's URL, for hints in replies. */
	relay: string;
	/** Where `pictures/` is served, without a trailing slash. */
	pictures: string;
	/** Unix seconds: the demo is always as old as its scripts say. */
	now: number;
}

const day = 86_400;
/** Groups are a little older than anything said in them. */
const founded = 500 * day;

function sign(handle: string, draft: EventDraft, created_at: number): NostrEvent {
	return signFast({ ...draft, created_at }, personOf(handle).secretKey);
}

function profiles({ now, pictures }: DemoOptions): NostrEvent[] {
	return people.map(({ handle, name, about, picture }) => {
		const content = JSON.stringify({
			name,
			about,
			...(picture ? { picture: `${pictures}/${picture}` } : {})
		});
		return sign(handle, { kind: kinds.profile, content, tags: [] }, now - founded);
	});
}

function settingsOf(group: DemoGroup, pictures: string): EventDraft {
	const tags = [
		['h', group.id],
		['name', group.name],
		['about', group.about],
		...group.flags.map((flag) => [flag])
	];
	if (group.picture) tags.push(['picture', `${pictures}/${group.picture}`]);
	if (group.livekit) tags.push(['livekit']);
	if (group.supportedKinds) tags.push(['supported_kinds', ...group.supportedKinds.map(String)]);
	if (group.parent) tags.push(['parent', group.parent]);
	return { kind: kinds.editMetadata, content: '', tags };
}

function foundGroup(group: DemoGroup, { now, pictures }: DemoOptions): NostrEvent[] {
	const born = now - founded;
	const events = [
		sign(group.owner, buildCreateGroup(group.id), born),
		sign(group.owner, settingsOf(group, pictures), born + 60)
	];
	const joiners = [
		...group.moderators.map((handle) => ({ handle, roles: ['moderator'] })),
		...group.members.filter((handle) => handle !== group.owner).map((handle) => ({ handle, roles: [] }))
	].filter(({ handle }, index, all) => all.findIndex((other) => other.handle === handle) === index);
	joiners.forEach(({ handle, roles }, index) => {
		const draft = buildPutUser(group.id, personOf(handle).pubkey, roles);
		events.push(sign(group.owner, draft, born + 120 + index * 60));
	});
	if (group.invite) {
		const tags = [
			['h', group.id],
			['code', group.invite],
			['reusable'],
			['expiration', String(now + 365 * day)]
		];
		events.push(sign(group.owner, { kind: kinds.createInvite, content: '', tags }, now - 3600));
	}
	return events;
}

function withMentions(text: string): string {
	return text.replace(/@(\p{L}+)/gu, (whole, handle: string) => {
		const named = people.find((candidate) => candidate.handle === handle);
		return named ? `nostr:${npubEncode(named.pubkey)}` : whole;
	});
}

function draftMessage(
	group: DemoGroup,
	message: ScriptedMessage,
	options: DemoOptions,
	replyTo?: NostrEvent
): EventDraft {
	const { picture } = message;
	const url = picture && `${options.pictures}/${picture.file}`;
	const text = [withMentions(message.text), ...(url ? [url] : [])].join('\n');
	const draft = buildChatMessage({ group: group.id, relay: options.relay, text, replyTo });
	const described = picture
		? [['imeta', `url ${url}`, 'm image/webp', 'dim 960x640', `alt ${picture.alt}`]]
		: [];
	return { ...draft, tags: [...draft.tags, ...described] };
}

function scriptedTalk(group: DemoGroup, options: DemoOptions): NostrEvent[] {
	if (!group.script) return [];
	const file = join(import.meta.dirname, 'conversations', `${group.script}.txt`);
	const labelled = new Map<string, NostrEvent>();
	const pins: NostrEvent[] = [];
	const events: NostrEvent[] = [];
	for (const message of parseConversation(readFileSync(file, 'utf8'))) {
		const at = options.now - message.ago;
		const said = sign(
			message.by,
			draftMessage(group, message, options, labelled.get(message.replyTo ?? '')),
			at
		);
		events.push(said);
		if (message.label) labelled.set(message.label, said);
		if (message.pinned) pins.push(said);
		message.reactions.forEach(({ sign: emoji, by }, order) => {
			by.forEach((handle, index) => {
				const reaction = buildReaction(group.id, said, emoji);
				events.push(sign(handle, reaction, Math.min(at + 20 + order * 15 + index * 25, options.now)));
			});
		});
	}
	if (pins.length > 0) {
		const list = buildPinList(group.id, pins.map((event) => event.id).reverse());
		events.push(sign(group.owner, list, Math.max(...pins.map((event) => event.created_at)) + 60));
	}
	return events;
}

/** Everything that has happened in the demo community, oldest first: what a relay is seeded with. */
export function demoEvents(options: DemoOptions): NostrEvent[] {
	const events = [
		...profiles(options),
		...people.flatMap(({ handle }) =>
			ownLists(handle, options.relay).map((draft) => sign(handle, draft, options.now - founded))
		),
		...groups.flatMap((group) => foundGroup(group, options)),
		...groups.flatMap((group) => [
			...olderTalk(group, options.relay, options.now),
			...scriptedTalk(group, options)
		])
	];
	// Stable: what has the same second stays in the order in which it was done.
	return events.sort((a, b) => a.created_at - b.created_at);
}
