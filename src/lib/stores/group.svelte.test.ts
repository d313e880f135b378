import { expect, onTestFinished, test, vi } from 'vitest';
import { createPerson, type Person } from '../../../tests/fixtures/person.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { AppError } from '$lib/app-error';
import { systemClock } from '$lib/clock';
import type { EventDraft, NostrEvent } from '$lib/protocol/event';
import { kinds } from '$lib/protocol/kinds';
import { signEvent } from '$lib/protocol/signature';
import type { GroupSync } from '$lib/sync/group-sync';
import type { GroupSyncStatus } from '$lib/sync/group-sync-status';
import type { PublishOutcome } from '$lib/sync/relay-publications';
import { leaveGroup, withdrawRequest } from './departure.ts';
import { Group } from './group.svelte.ts';

const [me, admin, relayPerson] = [createPerson(), createPerson(), createPerson()] as const;
const key = { relay: 'wss://porch.example', id: 'street' };
const now = systemClock();
const inGroup = ['h', key.id];

function said(by: Person, kind: number, at: number, tags: string[][] = [inGroup]): NostrEvent {
	return signEvent({ kind, created_at: at, content: '', tags }, by.secretKey);
}
const described = (at: number, ...flags: string[]) =>
	said(relayPerson, kinds.groupMetadata, at, [
		['d', key.id],
		['name', 'Street'],
		...flags.map((flag) => [flag])
	]);
const administered = (at: number) =>
	said(relayPerson, kinds.groupAdmins, at, [
		['d', key.id],
		['p', admin.pubkey, 'admin']
	]);
const about = (person: Person) => [inGroup, ['p', person.pubkey]];

/** A group on a device that has `events`, and a relay that answers everything with `answer`. */
async function stand(
	events: NostrEvent[],
	answer: PublishOutcome = { status: 'ok' },
	information: { relayKey?: string } | AppError = { relayKey: relayPerson.pubkey },
	isListed = false
) {
	const storage = await openTestStorage();
	const published: EventDraft[] = [];
	const allowAuth = vi.fn();
	const forget = vi.fn(() => Promise.resolve());
	const remember = vi.fn(() => Promise.resolve());
	const connection = {
		allowAuth,
		status: { phase: 'open' as const, auth: 'none' as 'none' | 'ok' },
		publish: (event: NostrEvent) => {
			published.push(event);
			return Promise.resolve(answer);
		}
	};
	let tell: () => void = () => undefined;
	const sync = {
		status: { phase: 'live', reachedStart: true } as GroupSyncStatus,
		isAbsent: false,
		open: () => undefined,
		close: () => undefined,
		onStatus: (callback: () => void) => {
			tell = callback;
			return () => undefined;
		}
	};
	const group = new Group(
		{
			scope: me.pubkey,
			cache: storage.cache,
			changes: storage.changes,
			facts: { information: () => Promise.resolve(information as never) },
			connection,
			clock: systemClock,
			signer: () => me.signer,
			createSync: () => sync as unknown as GroupSync,
			remember,
			isListed: () => isListed,
			forget
		},
		key
	);
	const put = (...more: NostrEvent[]) => storage.cache.put(me.pubkey, key.relay, more);
	await put(...events);
	onTestFinished(group.hold());
	const isInformed = () => information instanceof AppError || group.information !== undefined;
	await vi.waitFor(() => expect(group.loaded && isInformed()).toBe(true));
	return { group, sync, connection, put, published, allowAuth, forget, remember, tell: () => tell() };
}

test('a group that an admin deletes is gone at once, and one that is founded anew is back', async () => {
	const { group, put } = await stand([described(now - 100), administered(now - 100)]);
	expect(group.gone).toBe(false);
	await put(said(admin, kinds.deleteGroup, now - 50));
	await vi.waitFor(() => expect(group.gone).toBe(true));
	await put(described(now - 10));
	await vi.waitFor(() => expect(group.gone).toBe(false));
});

test('what was not said anew stays the same object: all that is drawn depends on it', async () => {
	const { group, put } = await stand([described(now - 100), administered(now - 100)]);
	const { admins, metadata } = group;
	await put(described(now - 50, 'closed'));
	await vi.waitFor(() => expect(group.metadata?.flags.closed).toBe(true));
	expect(metadata?.flags.closed).toBe(false);
	expect(group.admins).toBe(admins);
});

test('a group that its relay does not describe any more is gone', async () => {
	const { group, sync, tell } = await stand([described(now - 100)]);
	sync.isAbsent = true;
	tell();
	expect(group.gone).toBe(true);
});

test('a hidden group is only missed by somebody whom its relay knows: a member says who it is', async () => {
	const arrival = said(admin, kinds.putUser, now - 90, about(me));
	const hidden = [described(now - 100, 'hidden'), administered(now - 100), arrival];
	const { group, sync, connection, allowAuth, tell } = await stand(hidden);
	sync.isAbsent = true;
	tell();
	expect(group.gone).toBe(false);
	expect(allowAuth).toHaveBeenCalledOnce();
	connection.status = { phase: 'open', auth: 'ok' };
	tell();
	expect(group.gone).toBe(true);
});

test.each([
	['of my list may be hidden from those whom the relay does not know: it is told who asks', true, 1],
	['that I came by is asked for by nobody in particular', false, 0]
])('a group that does not show %s', async (_, isListed, times) => {
	const { sync, allowAuth, tell } = await stand([], { status: 'ok' }, {}, isListed);
	sync.isAbsent = true;
	tell();
	expect(allowAuth).toHaveBeenCalledTimes(times);
});

test('who was taken out of a hidden group is told so, not that it is gone', async () => {
	const removal = said(admin, kinds.removeUser, now - 50, about(me));
	const { group, sync, tell } = await stand([described(now - 100), administered(now - 100), removal]);
	sync.isAbsent = true;
	tell();
	expect(group).toMatchObject({ gone: false, standing: 'removed' });
});

test('who is shut out of a private group by a relay that knows them was removed, until it lets them in', async () => {
	const inside = said(relayPerson, kinds.groupMembers, now - 90, [
		['d', key.id],
		['p', me.pubkey]
	]);
	const { group, sync, connection, tell } = await stand([described(now - 100, 'private'), inside]);
	expect(group.standing).toBe('member');
	const error = new AppError('not-a-member', 'later');
	sync.status = { phase: 'refused', reachedStart: false, error };
	tell();
	// Nobody was asked who they are: a member may be meant.
	expect(group.standing).toBe('member');
	connection.status = { phase: 'open', auth: 'ok' };
	sync.status = { phase: 'loading', reachedStart: false };
	tell();
	sync.status = { phase: 'refused', reachedStart: false, error };
	tell();
	await vi.waitFor(() => expect(group.standing).toBe('removed'));
	sync.status = { phase: 'loading', reachedStart: false };
	tell();
	await vi.waitFor(() => expect(group.standing).toBe('member'));
});

test('where a relay says nothing about itself, whoever signs for it is believed about who is in', async () => {
	const arrival = said(relayPerson, kinds.putUser, now - 50, about(me));
	const { group, put } = await stand([described(now - 100), arrival], { status: 'ok' }, {});
	expect(group.standing).toBe('member');
	await put(said(relayPerson, kinds.removeUser, now - 10, about(me)));
	await vi.waitFor(() => expect(group.standing).toBe('removed'));
});

test('a group that is not there is not an empty one, also where the relay says nothing about itself', async () => {
	const { group, tell } = await stand([], { status: 'ok' }, new AppError('relay-unreachable', 'later'));
	tell();
	await vi.waitFor(() => expect(group.unseen).toBe(true));
});

test('who asked to be let in waits until the relay says who is in', async () => {
	const { group, put } = await stand([described(now - 100, 'closed'), administered(now - 100)]);
	expect(group.standing).not.toBe('waiting');
	const request = said(me, kinds.joinRequest, now - 50);
	await put(request);
	await vi.waitFor(() => expect(group.standing).toBe('waiting'));
	expect(group.request).toEqual(request);
	await put(said(admin, kinds.putUser, now - 20, about(me)));
	await vi.waitFor(() => expect(group.standing).toBe('member'));
	expect(group.request).toBeUndefined();
});

test('a group goes onto my list with the relay’s OK, before anybody has let me in', async () => {
	const { group, remember, put } = await stand([described(now - 100, 'closed'), administered(now - 100)]);
	const joining = group.join('sesame');
	await vi.waitFor(() => expect(remember).toHaveBeenCalledOnce());
	expect(group.standing).toBe('waiting');
	await put(said(admin, kinds.putUser, systemClock(), about(me)));
	expect(await joining).toBeUndefined();
	expect(group.standing).toBe('member');
});

test('who was shown out and asks again within the second waits', async () => {
	const removal = said(admin, kinds.removeUser, now - 50, about(me));
	const request = said(me, kinds.joinRequest, now - 50);
	const { group } = await stand([described(now - 100), administered(now - 100), removal, request]);
	expect(group.standing).toBe('waiting');
});

test('a request is taken back by asking for its deletion, and the group leaves the list', async () => {
	const request = said(me, kinds.joinRequest, now - 50);
	const { group, published, forget } = await stand([described(now - 100, 'closed'), request]);
	expect(group.standing).toBe('waiting');
	expect(await withdrawRequest(group)).toBeUndefined();
	expect(published).toMatchObject([{ kind: kinds.deletion }]);
	expect(published[0]?.tags).toContainEqual(['e', request.id]);
	await vi.waitFor(() => expect(group.standing).not.toBe('waiting'));
	expect(forget).toHaveBeenCalledOnce();
});

test('a request that the relay keeps stays in view, and so does the group', async () => {
	const error = new AppError('not-a-member', 'later', { words: 'unknown member' });
	const request = said(me, kinds.joinRequest, now - 50);
	const refusal = { status: 'refused' as const, error, final: true };
	const { group, forget } = await stand([described(now - 100, 'closed'), request], refusal);
	expect(await withdrawRequest(group)).toBe(error);
	expect(group.standing).toBe('waiting');
	expect(forget).not.toHaveBeenCalled();
	// Who was never in can still take it off the list.
	expect(await leaveGroup(group)).toBeUndefined();
	expect(forget).toHaveBeenCalledOnce();
});
