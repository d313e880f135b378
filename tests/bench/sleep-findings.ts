import { kinds } from '../../src/lib/protocol/kinds.ts';
import { OVERLAP } from './sleep-plan.ts';
import type { DeviceView } from './sleeper.ts';
import { groups, type SleepingHouse } from './sleeping-house.ts';
import type { SleepingPhone } from './sleeping-phone.ts';

/** What is wrong after a sleep, a sentence each. */
export interface Findings {
	missed: string[];
	doubled: string[];
	refetched: string[];
}

interface Night {
	before: DeviceView;
	after: DeviceView;
	/** The page was killed, and opened anew. */
	isReopened: boolean;
	/** Seconds by which the phone's clock was slow. */
	behind: number;
	house: Pick<SleepingHouse, 'said' | 'news' | 'messages'>;
	received: SleepingPhone['received'];
}

/** Holds what the phone knows and shows against what the relay has. */
export function inspect(night: Night): Findings {
	return {
		missed: [...groups.flatMap((id) => lacking(id, night)), ...outOfPlace(night)],
		doubled: doubled(night),
		refetched: refetched(night)
	};
}

function lacking(id: string, { before, after, house }: Night): string[] {
	const view = after.groups[id];
	if (view?.phase !== 'live') return [`${id} is ${view?.phase ?? 'unknown'}`];
	const stored = new Set(view.stored);
	const missing = house.news(id).filter((event) => !stored.has(event.id));
	const taken = view.stored.filter((event) => !house.said(id).has(event));
	const wasUnread = before.groups[id]?.firstUnread;
	const moved = wasUnread && wasUnread !== view.firstUnread && house.said(id).has(wasUnread);
	return [
		...missing.map((event) => `${id} lacks ${event.id.slice(0, 8)}, a ${event.kind} of ${event.created_at}`),
		...taken.map((event) => `${id} still has ${event.slice(0, 8)}, which was deleted`),
		...(moved ? [`${id}: the first unread message moved from ${wasUnread.slice(0, 8)}`] : [])
	];
}

/** The open conversation is a stretch of what was said, without a hole and in order. */
function outOfPlace({ before, after, house, isReopened }: Night): string[] {
	const order = house.messages(groups[0]).map((event) => event.id);
	const from = order.indexOf(after.rows[0] ?? '');
	const stretch = order.slice(from, from + after.rows.length);
	const holds = from >= 0 && stretch.every((id, at) => id === after.rows[at]);
	const isShort = after.live && after.rows.at(-1) !== order.at(-1);
	const expected = isReopened ? before.groups[groups[0]]?.firstUnread : before.line;
	const lineMoved = expected && after.line !== expected && order.includes(expected);
	return [
		...(holds ? [] : [describe(after.rows, stretch)]),
		...(isShort ? ['the conversation ends before its newest message'] : []),
		...(lineMoved ? ['the line above the first unread message moved'] : [])
	];
}

function describe(rows: readonly string[], stretch: readonly string[]): string {
	const at = rows.findIndex((id, index) => id !== stretch[index]);
	const [shown, expected] = [rows[at], stretch[at]].map((id) => id?.slice(0, 8) ?? 'nothing');
	return `row ${at} of ${rows.length} is ${shown}, not ${expected}`;
}

function doubled({ after }: Night): string[] {
	const twice = (ids: readonly string[]): number => ids.length - new Set(ids).size;
	const counts = { shown: twice(after.rows) };
	for (const [id, { stored }] of Object.entries(after.groups)) Object.assign(counts, { [id]: twice(stored) });
	return Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} twice: ${name}`] : []));
}

/** Counted from the newest event that was heard; by a slow clock, so much further back. */
function refetched({ before, behind, house, received }: Night): string[] {
	return Object.entries(before.groups).flatMap(([group, { stored }]) =>
		[true, false].flatMap((spoken) => {
			const known = stored.flatMap((id) => house.said(group).get(id) ?? []);
			const some = known.filter(({ kind }) => (kind === kinds.chat) === spoken);
			const floor = Math.max(...some.map(({ created_at }) => created_at)) - OVERLAP - behind;
			const early = some.filter(({ id, created_at }) => created_at < floor && received.has(id));
			// The second that proves that the answer reaches back far enough.
			const proof = Math.max(...early.map(({ created_at }) => created_at));
			return early
				.filter(({ created_at }) => created_at < proof)
				.map(
					({ kind, created_at }) =>
						`${group}: a ${kind}, ${floor - created_at} s too far back of ${floor} (${behind})`
				);
		})
	);
}
