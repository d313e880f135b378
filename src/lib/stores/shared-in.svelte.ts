import type { Clock } from '$lib/clock';
import type { GroupKey } from '$lib/protocol/group-key';
import { longestMessage } from '$lib/protocol/message-length';
import { sharedText } from '$lib/protocol/shared-words';
import type { KeptPictures } from '$lib/storage/kept-pictures';
import type { Scope } from '$lib/storage/scope';
import type { SharedItems } from '$lib/storage/shared-items';
import type { SharedItem } from '$lib/storage/kept-records';

interface Ports {
	shared: Pick<SharedItems, 'all' | 'put' | 'forget'>;
	pictures: () => Promise<Pick<KeptPictures, 'shared'>>;
	clock: Clock;
}

/** Something shared in that waits to be told which group it is for. */
export class SharedIn {
	/** Undefined while nothing waits. */
	item = $state.raw<SharedItem>();
	/** The device was asked. */
	loaded = $state(false);
	#ports: Ports;
	/** On the screen only: the device had no room for it, or makes room. */
	#unkept: SharedItem | undefined;
	/** Settles when what was taken last is kept, or could not be. */
	#keeping: Promise<void> = Promise.resolve();

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

	/** Reads what waits for no group yet: the one with that id, else the one that came in last. */
	async load(id: string | undefined): Promise<void> {
		const waiting = (await this.#ports.shared.all()).filter(({ addressee }) => !addressee);
		this.item = waiting.find((each) => each.id === id) ?? waiting[0];
		this.loaded = true;
	}

	/** Whether the device has it. */
	async isKept(id: string): Promise<boolean> {
		return (await this.#ports.shared.all()).some((item) => item.id === id);
	}

	/**
	 * Takes words and pictures that came in another way than by the share target, or that it could not keep: under the
	 * `id` that it gave them, so that they are kept once. Rejects when they cannot be kept.
	 */
	async take(text: string, pictures: File[] = [], id: string = crypto.randomUUID()): Promise<void> {
		const item = { id, title: '', text, url: '', pictures, refused: [], at: this.#ports.clock() };
		this.item = item;
		this.loaded = true;
		this.#unkept = item;
		const keeping = this.#keep(item);
		this.#keeping = keeping.catch(() => undefined); // whoever gave it is told
		await keeping;
	}

	/** Puts it into what `account` is about to write in a group, after what stands there; rejects when it cannot. */
	async give(account: Scope, group: GroupKey): Promise<void> {
		const { item } = this;
		if (!item || !this.sendable) return;
		// Kept behind its handing over, it would wait once more.
		await this.#keeping;
		if (this.#unkept === item) await this.#keep(item);
		const { pictures, clock } = this.#ports;
		await (await pictures()).shared.give(item.id, account, group, clock());
		// Pictures still wait, for the conversation that is about to open.
		if (item.pictures.length === 0) await this.load(undefined);
	}

	/** Forgets it. The next one that waits takes its place. */
	async discard(): Promise<void> {
		const { item } = this;
		await this.#keeping;
		if (item) await this.#ports.shared.forget(item.id);
		await this.load(undefined);
	}

	async #keep(item: SharedItem): Promise<void> {
		await this.#ports.shared.put(item);
		if (this.#unkept === item) this.#unkept = undefined;
	}
}
