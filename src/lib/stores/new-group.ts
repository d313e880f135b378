import { AppError } from '$lib/app-error';
import type { GroupKey } from '$lib/protocol/group-key';
import { buildFirstMetadata } from '$lib/protocol/first-metadata';
import { buildCreateGroup } from '$lib/protocol/moderation';
import { publishNow } from '$lib/sync/publish-now';
import type { Porch } from './porch.svelte';

/** What the form asks: who may read and join, in three plain choices; the four flags can be set one by one later. */
export interface NewGroup {
	name: string;
	about: string;
	access: 'open' | 'invite' | 'private';
	livekit: boolean;
}

/** A group id nobody guesses and every relay accepts: 16 letters and digits. */
function createGroupId(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte % 36).toString(36)).join('');
}

/**
 * Creates a group on `relay`: AUTH first (relays want to know the author), then 9007, then 9002 with everything,
 * because most relays ignore metadata on 9007. Returns its key, or what the relay said.
 */
export async function createGroup(
	porch: Porch,
	relay: string,
	group: NewGroup
): Promise<GroupKey | AppError> {
	const signer = porch.account.current?.signer;
	if (!signer) return new AppError('signer-missing', 'now');
	const connection = porch.connection(relay);
	connection.allowAuth();
	const refused = await connection.authenticate();
	if (refused) return refused;
	const key: GroupKey = { relay, id: createGroupId() };
	const ports = { connection, signer, clock: porch.clock };
	const created = await publishNow(ports, buildCreateGroup(key.id));
	if (created.error) return created.error;
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
	return key;
}
