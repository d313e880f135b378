import { log } from '$lib/log';

const channelName = 'porch-changes';

/**
 * Tells who watches that something stored has changed: in this page or worker at once, in the others over a
 * BroadcastChannel. It carries topics, never content: `place:<placeKey>`, `shelf:<shelfKey>`, `outbox:<placeKey>`,
 * `drafts:<placeKey>`, `marks:<account>`, `lists:<account>`, `notices:<account>`, `profiles`, `settings`, `vault`,
 * `shared`, and `emptied` when a person cleared the cache.
 */
export class ChangeFeed {
	readonly #watchers = new Map<string, Set<() => void>>();
	readonly #channel: BroadcastChannel | undefined;

	/** `shared`: whether the other tabs and workers are told, too. */
	constructor(shared = true) {
		if (!shared || typeof BroadcastChannel === 'undefined') return;
		try {
			this.#channel = new BroadcastChannel(channelName);
		} catch (cause) {
			// Firefox, where cookies are blocked. Nothing is stored there that another tab could have changed.
			log('change-feed', 'other tabs cannot be told', cause);
			return;
		}
		this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
			if (!Array.isArray(data)) return;
			for (const topic of data) if (typeof topic === 'string') this.#tell(topic);
		};
	}

	/** Says that the topics have changed; call it after the transaction is done, once for each batch. */
	notify(...topics: string[]): void {
		if (topics.length === 0) return;
		for (const topic of topics) this.#tell(topic);
		this.#channel?.postMessage(topics);
	}

	/** Calls back after every change of the topic, until stopped. */
	watch(topic: string, callback: () => void): () => void {
		const watchers = this.#watchers.get(topic) ?? new Set();
		this.#watchers.set(topic, watchers.add(callback));
		return () => {
			watchers.delete(callback);
			if (watchers.size === 0 && this.#watchers.get(topic) === watchers) this.#watchers.delete(topic);
		};
	}

	/** Ends it: nobody is told any more. */
	close(): void {
		this.#channel?.close();
		this.#watchers.clear();
	}

	#tell(topic: string): void {
		for (const callback of this.#watchers.get(topic) ?? []) {
			try {
				callback();
			} catch (cause) {
				log('change-feed', 'a watcher failed', cause); // one screen's fault is not the others'
			}
		}
	}
}
