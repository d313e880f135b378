import { AppError } from '$lib/app-error';
import type { GroupKey } from '$lib/protocol/group-key';
import { buildFirstMetadata } from '$lib/protocol/first-metadata';
import { buildCreateGroup } from '$lib/protocol/moderation';
import type { Signer } from '$lib/protocol/signer';
import { publishNow } from '$lib/sync/publish-now';
import type { RelayConnection } from '$lib/sync/relay-connection';
import type { Porch } from './porch.svelte';

type Ports = Pick<Porch, 'clock'> & {
	account: { current: { signer: Signer } | undefined };
	connection: (relay: string) => Pick<RelayConnection, 'allowAuth' | 'authenticate' | 'publish'>;
	myGroups: Pick<Porch['myGroups'], 'add'>;
};

/** What the form asks: who may read and join, in three plain choices; the four flags can be set one by one later. */
export interface NewGroup {
	name: string;
	about: string;
	access: 'open' | 'invite' | 'private';
	livekit: boolean;
}

/** A group id nobody guesses and every relay accepts: 16 letters and digits. */
export function createGroupId(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte % 36).toString(36)).join('');
}

/**
 * Creates the group `key`: AUTH first (relays want to know the author), then 9007, then 9002 with everything, because
 * most relays ignore metadata on 9007. Returns what the relay said against it. Tried again with the same key (from
 * {@link createGroupId}) it goes on where it stopped: a new one would leave a group without a name behind.
 */
export async function createGroup(
	porch: Ports,
	key: GroupKey,
	group: NewGroup
): Promise<AppError | undefined> {
	const signer = porch.account.current?.signer;
	if (!signer) return new AppError('signer-missing', 'now');
	const connection = porch.connection(key.relay);
	connection.allowAuth();
	const refused = await connection.authenticate();
	if (refused) return refused;
	const ports = { connection, signer, clock: porch.clock };
	const created = await publishNow(ports, buildCreateGroup(key.id));
	// Nobody else could have guessed the id: it was made the last time.
	if (created.error && created.error.code !== 'group-exists') return created.error;
	const flags = {
		private: group.access === 'private',
		restricted: group.access !== 'open',
		closed: group.access !== 'open',
		hidden: group.access === 'private'
	};
	const edited = await publishNow(
		ports,
		buildFirstMetadata(key.id, { name: group.name, about: group.about, flags, livekit: group.livekit })
	);
	if (edited.error) return edited.error;
	await porch.myGroups.add(key, undefined, { name: group.name, hide: flags.private || flags.hidden });
	return undefined;
}
