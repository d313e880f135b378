/** What runs in the browser of the bench `sleeps`: the app without its screen, and questions about what it knows. */
import type { EventPosition } from '$lib/storage/event-record';
import { kinds } from '$lib/protocol/kinds';
import { Conversation } from '$lib/stores/conversation.svelte';
import { Home } from '$lib/stores/home.svelte';
import { openPorch, type Porch } from '$lib/stores/porch.svelte';

/** How one group stands on the device. */
export interface GroupView {
	phase: string;
	/** Ids of everything that was said and of every sign, of whatever age. */
	stored: string[];
	/** The first message of others after how far was read. */
	firstUnread: string | undefined;
	/** As the list of groups shows it. */
	unread: number;
}

/** What the device shows. */
export interface DeviceView {
	groups: Record<string, GroupView>;
	/** The messages of the open conversation, in the order of the screen. */
	rows: string[];
	/** The newest message of the device is among them. */
	live: boolean;
	/** The message below the line between read and unread. */
	line: string | undefined;
}

const everything = 100_000;

class Sleeper {
	readonly #porch: Porch;
	readonly #relay: string;
	readonly #groups: readonly string[];
	readonly #conversation: Conversation;
	readonly #home: Home;

	constructor(porch: Porch, relay: string, groups: readonly string[]) {
		this.#porch = porch;
		this.#relay = relay;
		this.#groups = groups;
		this.#home = new Home(porch);
		const group = porch.group({ relay, id: groups[0] ?? '' });
		const { cache, outbox, marks, changes } = porch.storage;
		const ports = {
			cache,
			outbox,
			marks,
			changes,
			flush: porch.outbox,
			sync: group.sync,
			clock: porch.clock,
			meet: (pubkeys: readonly string[]) => porch.people.meet(pubkeys, this.#relay)
		};
		this.#conversation = new Conversation(ports, group.place);
	}

	hold(): void {
		this.#porch.attach(window);
		for (const entry of this.#home.entries) entry.hold();
		// What keeps them open in the app belongs to its routes, which are not here.
		for (const id of this.#groups) this.#porch.group({ relay: this.#relay, id }).hold();
		this.#conversation.hold();
	}

	/** Goes on reading: so many messages further than before are on screen. */
	read(messages: number): void {
		const { rows, unread } = this.#conversation;
		const { mark } = unread;
		const at = mark ? rows.findLastIndex(({ message }) => message.id === mark.id) : rows.length - 1;
		const last = Math.min(rows.length - 1, Math.max(at, 0) + messages);
		this.#conversation.show(Math.max(0, last - 8), last);
		this.#conversation.settle();
		unread.flush();
	}

	async view(): Promise<DeviceView> {
		const groups: Record<string, GroupView> = {};
		for (const id of this.#groups) groups[id] = await this.#groupView(id);
		const { rows, live, unread } = this.#conversation;
		return { groups, rows: rows.map(({ message }) => message.id), live, line: unread.line?.key };
	}

	async #groupView(id: string): Promise<GroupView> {
		const { storage } = this.#porch;
		const group = this.#porch.group({ relay: this.#relay, id });
		const stored = await storage.cache.newest(group.place, everything, {
			kinds: [kinds.chat, kinds.reaction]
		});
		const mark = await storage.marks.find(group.place.scope, group.key);
		const entry = this.#home.entries.find((line) => line.group === group);
		return {
			phase: group.status.phase,
			stored: stored.map((event) => event.id),
			firstUnread: mark && (await this.#firstUnread(id, mark)),
			unread: entry?.unread ?? 0
		};
	}

	async #firstUnread(id: string, mark: EventPosition): Promise<string | undefined> {
		const { place } = this.#porch.group({ relay: this.#relay, id });
		const following = await this.#porch.storage.cache.following(place, mark, everything);
		return following.find((event) => event.pubkey !== place.scope)?.id;
	}
}

/** Starts the app as somebody who is in these groups, and signs in where the device does not know them yet. */
async function start(relay: string, groups: readonly string[]): Promise<Sleeper> {
	const porch = await openPorch();
	if (!porch.account.pubkey) {
		const signIn = await porch.account.signIn();
		const { pubkey: account } = await signIn.withExtension();
		for (const id of groups)
			await (await porch.storage.lists()).wishes.put({ account, relay, id, wanted: true, hidden: false });
		await porch.myGroups.load();
	}
	const sleeper = new Sleeper(porch, relay, groups);
	sleeper.hold();
	return sleeper;
}

/** What the bench finds on the page. */
export interface SleeperPage {
	start: typeof start;
	sleeper: Sleeper;
}

Object.assign(globalThis, { start });
