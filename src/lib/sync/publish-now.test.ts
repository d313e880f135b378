import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { connect, settled } from '../../../tests/fixtures/scripted-connection.ts';
import type { EventDraft, NostrEvent } from '../protocol/event.ts';
import { buildJoinRequest } from '../protocol/join-request.ts';
import { buildRemoveUser } from '../protocol/moderation.ts';
import { signEvent } from '../protocol/signature.ts';
import { publishNow, type ActOutcome } from './publish-now.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Acts with a signer that takes `seconds`, before a relay that takes everything. Gives the number of events it got. */
async function act(draft: EventDraft, seconds: number): Promise<ActOutcome & { published: number }> {
	let now = 1_700_000_000;
	const { signer } = createPerson((template, key) => {
		now += seconds;
		return Promise.resolve(signEvent(template, key));
	});
	const clock = (): number => now;
	const { connection, relay } = connect({ clock });
	const release = connection.hold();
	relay().open();
	const acting = publishNow({ connection, signer, clock }, draft);
	await settled();
	const events = relay().frames('EVENT') as [string, NostrEvent][];
	for (const [, { id }] of events) relay().say('OK', id, true, '');
	const outcome = await acting;
	release();
	connection.close();
	return { ...outcome, published: events.length };
}

test('moderation that the signer thought over for more than a minute is not sent, and asks again', async () => {
	const { error, published } = await act(buildRemoveUser('street', 'a'.repeat(64)), 61);
	expect(published).toBe(0);
	expect(error).toMatchObject({ code: 'too-old', retry: 'now' });
	expect(await act(buildRemoveUser('street', 'a'.repeat(64)), 20)).toMatchObject({ published: 1 });
});

test('asking to join may take a person as long as it takes', async () => {
	expect(await act(buildJoinRequest('street'), 600)).toMatchObject({ published: 1 });
});
