/**
 * My groups (kind 10009, NIP-51): public ones in the tags, private and hidden ones in the encrypted part. An edit
 * touches one group; everything else, encrypted text included, stays byte for byte.
 */
import { AppError } from '../app-error.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { sameGroup, type GroupKey } from '../protocol/group-key.ts';
import { parseGroupTags, withGroup, withoutGroup, type GroupListEntry } from '../protocol/group-list.ts';
import { kinds } from '../protocol/kinds.ts';
import type { Signer } from '../protocol/signer.ts';
import type { ListEdit, OwnLists } from './own-lists.ts';

/** The list of my groups. */
export class OwnGroups {
	#lists: OwnLists;
	#signer: Signer;

	constructor(lists: OwnLists, signer: Signer) {
		this.#lists = lists;
		this.#signer = signer;
	}

	/**
	 * All groups that can be told without asking the person for anything. `isPartial` when there is an encrypted part
	 * that was not opened on this device yet: see {@link openHidden}. `isHere`: the device has a list, if an empty one.
	 */
	async known(): Promise<{ groups: GroupListEntry[]; isPartial: boolean; isHere: boolean }> {
		const event = await this.#lists.find(kinds.groupList);
		if (!event) return { groups: [], isPartial: false, isHere: false };
		const opened = event.content === '' ? '[]' : await this.#lists.findOpened(event);
		const hidden = parseTags(opened ?? '') ?? [];
		const groups = parseGroupTags([...event.tags, ...hidden]);
		return { groups, isPartial: opened === undefined, isHere: true };
	}

	/** Opens the encrypted part and keeps it open on this device. May ask the person to unlock. */
	async openHidden(): Promise<void> {
		const event = await this.#lists.find(kinds.groupList);
		if (event) await this.#lists.putOpened(event, JSON.stringify(await this.#open(event)));
	}

	/** Adds a group; a hidden one to the encrypted part. Rejects like `OwnLists.edit`. */
	add(entry: GroupListEntry, isHidden: boolean): Promise<void> {
		return this.#edit(async (tags, openHidden) => {
			if (!isHidden) return { tags: withGroup(tags, entry) };
			const hidden = await openHidden();
			return {
				tags: withoutGroup(tags, entry.key),
				hidden: { before: hidden, after: withGroup(hidden, entry) }
			};
		});
	}

	/** Takes a group out, wherever it stands. Rejects like `OwnLists.edit`. */
	remove(key: GroupKey): Promise<void> {
		return this.#edit(async (tags, openHidden) => {
			const isPublic = parseGroupTags(tags).some((entry) => sameGroup(entry.key, key));
			if (isPublic) return { tags: withoutGroup(tags, key) };
			const hidden = await openHidden();
			return { tags, hidden: { before: hidden, after: withoutGroup(hidden, key) } };
		});
	}

	#edit(change: Change): Promise<void> {
		return this.#lists.edit(kinds.groupList, async (current): Promise<ListEdit> => {
			const opened = current && (await this.#lists.findOpened(current));
			const { tags, hidden } = await change(current?.tags ?? [], () => this.#open(current));
			const draft = { kind: kinds.groupList, tags, content: current?.content ?? '' };
			// Encrypting anew what did not change would be a new version for nothing.
			if (!hidden || hidden.before.length === hidden.after.length) return { draft, opened };
			const text = JSON.stringify(hidden.after);
			const content = hidden.after.length === 0 ? '' : await this.#signer.encrypt(this.#signer.pubkey, text);
			return { draft: { ...draft, content }, opened: text };
		});
	}

	/** The tags of the encrypted part. One that cannot be read is never replaced: `list-not-loaded`. */
	async #open(event: NostrEvent | undefined): Promise<string[][]> {
		if (!event || event.content === '') return [];
		const opened = await this.#lists.findOpened(event);
		const tags = parseTags(opened ?? (await this.#signer.decrypt(this.#signer.pubkey, event.content)));
		if (!tags) throw new AppError('list-not-loaded', 'never');
		return tags;
	}
}

type Change = (
	tags: string[][],
	openHidden: () => Promise<string[][]>
) => Promise<{ tags: string[][]; hidden?: { before: string[][]; after: string[][] } }>;

function parseTags(text: string): string[][] | undefined {
	try {
		const value = JSON.parse(text) as unknown;
		const isTag = (item: unknown): item is string[] =>
			Array.isArray(item) && item.every((part) => typeof part === 'string');
		return Array.isArray(value) && value.every(isTag) ? value : undefined;
	} catch {
		return undefined;
	}
}
