import { expect, test } from 'vitest';
import { eventOf } from '../../../tests/fixtures/cached-events.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { MessageWindow, PAGE } from './message-window';
import { isAfter } from './timeline';

/** A cache that holds these events, and reads them as the real one does. */
function cacheOf(events: readonly NostrEvent[]): ConstructorParameters<typeof MessageWindow>[0] {
	const sorted = events.toSorted((a, b) => (isAfter(a, b) ? -1 : 1));
	return {
		newest: (_place, limit, options) =>
			Promise.resolve(
				sorted.filter((event) => !options?.before || isAfter(options.before, event)).slice(0, limit)
			),
		following: (_place, after, limit) =>
			Promise.resolve(
				sorted
					.filter((event) => isAfter(event, after))
					.reverse()
					.slice(0, limit)
			)
	};
}

test('a message amid more of its second than a page holds is found, and nobody stands there twice', async () => {
	const second = 1_700_000_000;
	const events = Array.from({ length: 3 * PAGE }, (_, at) =>
		eventOf({ created_at: second, content: `${at}` })
	);
	const place = { scope: 'nobody', relay: 'wss://groups.example.com', id: 'street' };
	const target = events.toSorted((a, b) => (isAfter(a, b) ? 1 : -1))[PAGE + 10] as NostrEvent;
	const window = new MessageWindow(cacheOf(events), place, (id) => id);
	await window.openAround(target);
	const ids = window.said.map(({ message }) => message.id);
	expect(ids).toContain(target.id);
	expect(ids).toHaveLength(2 * PAGE);
	expect(new Set(ids).size).toBe(ids.length);
});
