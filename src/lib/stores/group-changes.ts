import { AppError } from '$lib/app-error';
import { agreesWith } from '$lib/protocol/edit-agreement';
import { buildGroupEdit, type GroupChanges } from '$lib/protocol/group-edit';
import type { Group } from './group.svelte';

/** What became of an edit: why it did not count, or that the relay said OK and kept something as it was. */
export interface ChangeOutcome {
	readonly error?: AppError;
	readonly differs?: boolean;
}

/** Milliseconds in which the relay may still say what the group is now. */
const PATIENCE = 5_000;

/**
 * Changes what the group is (9002, NIP-29). An edit repeats everything, so it is made from the metadata that the relay
 * shows now: made from what the device remembers, it would undo what others changed meanwhile. While they are not there,
 * nothing is sent: `offline`, `timeout`, or why the relay does not show them.
 */
export async function changeGroup(
	group: Pick<Group, 'act' | 'comesTo' | 'metadata'> & { sync: Pick<Group['sync'], 'status' | 'onStatus'> },
	changes: GroupChanges
): Promise<ChangeOutcome> {
	if (!(await isShownNow(group.sync))) {
		const { error, phase } = group.sync.status;
		return { error: error ?? new AppError(phase === 'loading' ? 'timeout' : 'offline', 'later') };
	}
	// What came last is in the cache, and is read.
	await group.comesTo(() => true);
	if (!group.metadata) return { error: new AppError('group-gone', 'never') };
	const { error } = await group.act(buildGroupEdit(group.metadata.event, changes));
	if (error) return { error };
	// NIP-29 lets relays keep what they do not know.
	const agrees = (): boolean => group.metadata !== undefined && agreesWith(group.metadata, changes);
	return { differs: !(await group.comesTo(agrees)) };
}

function isShownNow(sync: Pick<Group['sync'], 'status' | 'onStatus'>): Promise<boolean> {
	if (sync.status.phase === 'live') return Promise.resolve(true);
	return new Promise((resolve) => {
		const done = (): void => {
			stop();
			clearTimeout(timer);
			resolve(sync.status.phase === 'live');
		};
		const timer = setTimeout(done, PATIENCE);
		const stop = sync.onStatus(() => sync.status.phase === 'live' && done());
	});
}
