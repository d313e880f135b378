import { SvelteMap } from 'svelte/reactivity';
import { log } from '$lib/log';
import type { Picture } from '$lib/protocol/chat-message';
import type { KeptPictures } from '$lib/storage/kept-pictures';
import { onDevice } from './outgoing';

/** Pictures of which the device holds on to an address, at most. */
const mostAddresses = 40;

/** Pictures on their way: how far they are, and what they look like until a server shows them. */
export class Uploads {
	#shares = new SvelteMap<string, number>();
	/** Addresses of this page, by hash: what was sent is shown from here on, too, instead of being fetched back. */
	#addresses = new SvelteMap<string, string>();
	#asked = new Set<string>();
	#pictures: () => Promise<Pick<KeptPictures, 'find'>>;

	constructor(pictures: () => Promise<Pick<KeptPictures, 'find'>>) {
		this.#pictures = pictures;
	}

	/** How much of an intent's pictures is uploaded, from 0 to 1; undefined while nothing is being uploaded. */
	shareOf(intent: string): number | undefined {
		return this.#shares.get(intent);
	}

	/** Says how far an upload is; undefined: it ended. */
	tell(intent: string, share: number | undefined): void {
		if (share === undefined) this.#shares.delete(intent);
		else this.#shares.set(intent, share);
	}

	/** Where this page finds a picture that was sent from this device; undefined for all others, and until it is read. */
	addressOf({ url, hash }: Picture): string | undefined {
		if (hash === undefined) return undefined;
		if (url.startsWith(onDevice) && !this.#asked.has(hash)) {
			this.#asked.add(hash);
			void this.#read(url.slice(onDevice.length), hash);
		}
		return this.#addresses.get(hash);
	}

	async #read(id: string, hash: string): Promise<void> {
		try {
			const picture = await (await this.#pictures()).find(id);
			if (!picture) return;
			this.#addresses.set(hash, URL.createObjectURL(picture.bytes));
			const [oldest] = this.#addresses;
			if (!oldest || this.#addresses.size <= mostAddresses) return;
			this.#addresses.delete(oldest[0]);
			this.#asked.delete(oldest[0]);
			URL.revokeObjectURL(oldest[1]);
		} catch (cause) {
			log('uploads', 'a picture could not be read', cause);
		}
	}
}
