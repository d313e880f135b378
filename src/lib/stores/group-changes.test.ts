import { expect, test, vi } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import type { EventDraft } from '../protocol/event.ts';
import { parseGroupMetadata } from '../protocol/group-metadata.ts';
import { kinds } from '../protocol/kinds.ts';
import type { GroupSyncStatus } from '$lib/sync/group-sync-status';
import { changeGroup } from './group-changes.ts';

const described = (name: string, ...flags: string[]) =>
	parseGroupMetadata(
		eventOf({
			kind: kinds.groupMetadata,
			tags: [['d', 'street'], ['name', name], ...flags.map((flag) => [flag])]
		})
	);

/** A group whose device remembers an old name, on a relay that takes every edit. */
function stand(phase: GroupSyncStatus['phase'], accepts = true) {
	const sent: EventDraft[] = [];
	let tell: () => void = () => undefined;
	const sync = {
		status: { phase, reachedStart: false } as GroupSyncStatus,
		onStatus: (callback: () => void) => {
			tell = callback;
			return () => undefined;
		}
	};
	const group = {
		sync,
		metadata: described('Old name'),
		comesTo: (holds: () => boolean) => Promise.resolve(holds()),
		act: (draft: EventDraft) => {
			sent.push(draft);
			if (accepts) group.metadata = described('New name', 'restricted');
			return Promise.resolve({});
		}
	};
	const show = (): void => {
		group.metadata = described('New name');
		sync.status = { phase: 'live', reachedStart: true };
		tell();
	};
	return { group, sync, sent, show };
}

test('an edit waits for what the relay shows now, and is made from that', async () => {
	const { group, sent, show } = stand('loading');
	const changing = changeGroup(group, { flags: { restricted: true } });
	await Promise.resolve();
	expect(sent).toEqual([]);
	show();
	expect(await changing).toEqual({ differs: false });
	expect(sent[0]?.tags).toContainEqual(['name', 'New name']);
	expect(sent[0]?.tags).toContainEqual(['restricted']);
});

test.each([
	['offline', 'offline'],
	['loading', 'timeout']
] as const)('nothing is sent from what the device remembers: %s', async (phase, code) => {
	vi.useFakeTimers();
	try {
		const { group, sent } = stand(phase);
		const changing = changeGroup(group, { flags: { restricted: true } });
		await vi.advanceTimersByTimeAsync(5_000);
		expect((await changing).error?.code).toBe(code);
		expect(sent).toEqual([]);
	} finally {
		vi.useRealTimers();
	}
});

test('what the relay kept as it was is told', async () => {
	const { group } = stand('live', false);
	expect(await changeGroup(group, { flags: { restricted: true } })).toEqual({ differs: true });
});
