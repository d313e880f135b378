import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildChatMessage } from '../../src/lib/protocol/chat-message.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { signFast } from './fast-signature.ts';
import type { DemoGroup } from './groups.ts';
import { personOf } from './people.ts';
import { smallTalk, type SmallTalk } from './small-talk.ts';

const day = 86_400;
const folder = join('.cache', 'demo');

function readCache(file: string): NostrEvent[] | undefined {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as NostrEvent[];
	} catch {
		return undefined;
	}
}

function signTalk(group: DemoGroup, talk: readonly SmallTalk[], until: number, relay: string): NostrEvent[] {
	const said: NostrEvent[] = [];
	for (const { by, text, ago, replyTo } of talk) {
		const target = replyTo === undefined ? undefined : said[replyTo];
		const draft = buildChatMessage({ group: group.id, relay, text, replyTo: target });
		said.push(signFast({ ...draft, created_at: until - ago }, personOf(by).secretKey));
	}
	return said;
}

/**
 * A group's small talk from before its script: fourteen months of it, counted from the last Thursday, so that one
 * signing (ten seconds for 10,000 messages) serves every start of a week.
 */
export function olderTalk(group: DemoGroup, relay: string, now: number): NostrEvent[] {
	if (!group.smallTalk) return [];
	const names = [...new Set([group.owner, ...group.moderators, ...group.members])];
	const talk = smallTalk(group.smallTalk, names, 420 * day, 3 * day);
	const until = now - (now % (7 * day));
	const name = createHash('sha256')
		.update(JSON.stringify([group.id, relay, until, talk]))
		.digest('hex');
	const file = join(folder, `${name.slice(0, 16)}.json`);
	const cached = readCache(file);
	if (cached) return cached;
	const events = signTalk(group, talk, until, relay);
	mkdirSync(folder, { recursive: true });
	writeFileSync(`${file}.${process.pid}`, JSON.stringify(events));
	renameSync(`${file}.${process.pid}`, file);
	return events;
}
