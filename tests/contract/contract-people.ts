import { RelayClient } from '../../dev/relay/relay-client.ts';
import type { EventDraft, NostrEvent } from '../../src/lib/protocol/event.ts';
import { buildGroupEdit, type GroupChanges } from '../../src/lib/protocol/group-edit.ts';
import { parseGroupMetadata, type GroupMetadata } from '../../src/lib/protocol/group-metadata.ts';
import { parseGroupMembers } from '../../src/lib/protocol/group-roster.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { buildJoinRequest } from '../../src/lib/protocol/join-request.ts';
import { buildCreateGroup } from '../../src/lib/protocol/moderation.ts';
import { parseRefusal } from '../../src/lib/protocol/refusal.ts';
import type { ErrorCode } from '../../src/lib/app-error.ts';

let groupCount = 0;

/** The people of one test, each on a line of their own, and what they usually do. */
export class People {
	readonly #lines: RelayClient[] = [];
	#url: string | undefined;

	/** The relay to which everybody connects. */
	get url(): string {
		if (this.#url === undefined) throw new Error('the relay has not been started');
		return this.#url;
	}

	set url(url: string) {
		this.#url = url;
	}

	/** Somebody new, who has not authenticated. */
	async connect(secretKey?: Uint8Array): Promise<RelayClient> {
		const line = await RelayClient.connect(this.url, secretKey);
		this.#lines.push(line);
		return line;
	}

	/** Somebody new whom the relay knows by key. */
	async arrive(secretKey?: Uint8Array): Promise<RelayClient> {
		const person = await this.connect(secretKey);
		const reply = await person.authenticate();
		if (!reply.ok) throw new Error(`the relay refused AUTH: ${reply.words}`);
		return person;
	}

	leave(): void {
		for (const line of this.#lines.splice(0)) line.close();
	}

	/** Somebody with a new group, whose id nobody has used before. */
	async found(changes?: GroupChanges): Promise<{ admin: RelayClient; group: string }> {
		const admin = await this.arrive();
		const group = `contract-${process.pid}-${(groupCount += 1)}`;
		await expectOk(admin.publish(buildCreateGroup(group)));
		if (changes) await edit(admin, group, changes);
		return { admin, group };
	}

	/** Somebody who has joined an open group. */
	async join(group: string): Promise<RelayClient> {
		const person = await this.arrive();
		await expectOk(person.publish(buildJoinRequest(group)));
		return person;
	}
}

/** Edits a group as Porch does: everything restated from the newest 39000. */
export async function edit(admin: RelayClient, group: string, changes: GroupChanges): Promise<void> {
	await expectOk(admin.publish(buildGroupEdit(await stateOf(admin, group, kinds.groupMetadata), changes)));
}

/** The relay's newest word about a group: one of 39000-39005. */
export async function stateOf(reader: RelayClient, group: string, kind: number): Promise<NostrEvent> {
	const { events } = await reader.query({ kinds: [kind], '#d': [group] });
	const newest = events[0];
	if (!newest) throw new Error(`there is no ${kind} of ${group}`);
	return newest;
}

/** Waits for an OK and fails with the relay's words if it is not one. */
export async function expectOk<Reply extends { ok: boolean; words: string }>(
	reply: Promise<Reply>
): Promise<Reply> {
	const { ok, words } = await reply;
	if (!ok) throw new Error(`the relay refused: ${words}`);
	return reply;
}

/** Waits for a refusal, and says what Porch makes of its words. */
export async function refusalOf(reply: Promise<{ ok: boolean; words: string }>): Promise<ErrorCode> {
	const { ok, words } = await reply;
	if (ok) throw new Error(`the relay accepted it: ${words}`);
	return parseRefusal(words).code;
}

/** A chat message, unsigned. */
export function chat(group: string, content = 'hello', tags: string[][] = []): EventDraft {
	return { kind: kinds.chat, content, tags: [['h', group], ...tags] };
}

/** The members of a group as 39002 has them. */
export async function membersOf(reader: RelayClient, group: string): Promise<string[]> {
	return (
		parseGroupMembers(await stateOf(reader, group, kinds.groupMembers))?.map(({ pubkey }) => pubkey) ?? []
	);
}

/** What 39000 says of a group. */
export async function metadataOf(reader: RelayClient, group: string): Promise<GroupMetadata | undefined> {
	return parseGroupMetadata(await stateOf(reader, group, kinds.groupMetadata));
}
