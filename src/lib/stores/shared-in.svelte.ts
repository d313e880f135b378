import type { Clock } from '$lib/clock';
import type { GroupKey } from '$lib/protocol/group-key';
import { longestMessage } from '$lib/protocol/message-length';
import { sharedText } from '$lib/protocol/shared-words';
import type { Drafts } from '$lib/storage/drafts';
import type { Scope } from '$lib/storage/scope';
import type { SharedItems } from '$lib/storage/shared-items';
import type { SharedItem } from '$lib/storage/kept-records';

interface Ports {
	shared: Pick<SharedItems, 'all' | 'put' | 'find' | 'forget'>;
	drafts: Pick<Drafts, 'find' | 'put'>;
	clock: Clock;
}

/** Something shared in that waits to be told which group it is for. */
export class SharedIn {
	/** Undefined while nothing waits. */
	item = $state.raw<SharedItem>();
	/** The device was asked. */
	loaded = $state(false);
	#ports: Ports;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** What it says, as one text. */
	readonly text: string = $derived(this.item ? sharedText(this.item) : '');

	/** It is more than one message holds. */
	readonly tooLong: boolean = $derived(this.text.length > longestMessage);

	/** There is something that can be put into a message. */
	readonly sendable: boolean = $derived(
		!this.tooLong && (this.text !== '' || (this.item?.pictures.length ?? 0) > 0)
	);

	/** Reads what waits: the one with that id, else the one that came in last. */
	async load(id: string | undefined): Promise<void> {
		const { shared } = this.#ports;
		this.item = (id === undefined ? undefined : await shared.find(id)) ?? (await shared.all())[0];
		this.loaded = true;
	}

	/** Takes words and pictures that came in another way than by the share target; rejects when they cannot be kept. */
	async take(text: string, pictures: File[] = []): Promise<void> {
		const id = crypto.randomUUID();
		const item = { id, title: '', text, url: '', pictures, refused: [], at: this.#ports.clock() };
		this.item = item;
		this.loaded = true;
		await this.#ports.shared.put(item);
	}

	/** Puts it into what `account` is about to write in a group, after what stands there; rejects when it cannot. */
	async give(account: Scope, { relay, id }: GroupKey): Promise<void> {
		const { item, text } = this;
		if (!item || !this.sendable) return;
		const { shared, drafts, clock } = this.#ports;
		const { pictures } = item;
		// Twice is better than not at all: what was shared goes when the words are in the draft.
		if (text) {
			const before = (await drafts.find(account, { relay, id }))?.text;
			await drafts.put({
				account,
				relay,
				id,
				text: before ? `${before.trimEnd()}\n${text}` : text,
				at: clock()
			});
		}
		if (pictures.length === 0) return this.discard();
		await shared.put({ ...item, title: '', text: '', url: '', addressee: { account, relay, id } });
	}

	/** Forgets it. The next one that waits takes its place. */
	async discard(): Promise<void> {
		if (this.item) await this.#ports.shared.forget(this.item.id);
		await this.load(undefined);
	}
}
