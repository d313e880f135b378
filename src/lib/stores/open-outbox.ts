import type { Clock } from '$lib/clock';
import { mediaServers } from '$lib/deployment';
import { uploadPicture } from '$lib/pictures/upload-picture';
import { parseMediaServers } from '$lib/protocol/blossom';
import { kinds } from '$lib/protocol/kinds';
import type { Storage } from '$lib/storage/open-storage';
import { OutboxFlush } from '$lib/sync/outbox-flush';
import type { RelayPool } from '$lib/sync/relay-pool';
import type { Account } from './account.svelte';
import { Uploads } from './uploads.svelte';

interface Parts {
	storage: Storage;
	pool: RelayPool;
	account: Account;
	clock: Clock;
}

/** What sends, and what shows the pictures that are being sent. */
export interface OpenOutbox {
	readonly flush: OutboxFlush;
	readonly uploads: Uploads;
}

/** Makes what sends the outbox from the rest of the app; a visitor never needs it. */
export function openOutbox({ storage, pool, account, clock }: Parts): OpenOutbox {
	const uploads = new Uploads(() => storage.pictures());
	const flush = new OutboxFlush({
		outbox: storage.outbox,
		cache: storage.cache,
		changes: storage.changes,
		connectionOf: (scope, relay) => pool.connection(scope, relay),
		signerOf: (scope) => account.signerOf(scope),
		clock,
		pictures: {
			bytesOf: async (id) => (await (await storage.pictures()).find(id))?.bytes,
			serversOf: (scope) => serversOf(account, scope),
			upload: uploadPicture,
			onProgress: (intent, share) => uploads.tell(intent, share)
		}
	});
	return { flush, uploads };
}

/** The person's own servers (kind 10063); those of the deployment for whoever has none. */
async function serversOf({ current }: Account, scope: string): Promise<readonly string[]> {
	const list = current?.pubkey === scope ? await current.lists.find(kinds.mediaServers) : undefined;
	const own = parseMediaServers(list);
	return own.length > 0 ? own : mediaServers;
}
