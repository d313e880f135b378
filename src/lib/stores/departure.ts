import type { AppError } from '$lib/app-error';
import { buildDeletion } from '$lib/protocol/deletion';
import { buildLeaveRequest } from '$lib/protocol/join-request';
import type { Group } from './group.svelte';

/** Leaves the group (9022, NIP-29) and takes it off my list. */
export async function leaveGroup(
	group: Pick<Group, 'act' | 'forget' | 'key'>
): Promise<AppError | undefined> {
	const { error } = await group.act(buildLeaveRequest(group.key.id));
	if (error && error.code !== 'already-done' && error.code !== 'not-a-member') return error;
	await group.forget();
	return undefined;
}

/**
 * Takes back my request to be let in, and the group off my list. A 9022 is for members, so the request itself is asked
 * to be deleted (NIP-09). Relays that let only members write may keep it: then nothing is changed, and the error has
 * their words.
 */
export async function withdrawRequest(
	group: Pick<Group, 'act' | 'forget' | 'key' | 'request'>
): Promise<AppError | undefined> {
	if (!group.request) return undefined;
	const { error } = await group.act(buildDeletion(group.key.id, group.request));
	if (error) return error;
	await group.forget();
	return undefined;
}
