import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import type { ErrorCode } from '../app-error.ts';
import { connect } from '../../../tests/fixtures/scripted-connection.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('an event that is offered', () => {
	const event = eventOf({ id: 'cd'.repeat(32) });

	test.each<[string, unknown[][], { status: string; code?: ErrorCode; words?: string }]>([
		['is accepted', [['OK', event.id, true, '']], { status: 'ok' }],
		['is there already', [['OK', event.id, false, 'duplicate: already have this event']], { status: 'ok' }],
		[
			'asks for what is done',
			[['OK', event.id, false, 'duplicate: already a member']],
			{ status: 'refused', code: 'already-done', words: 'already a member' }
		],
		[
			'is refused',
			[['OK', event.id, false, 'blocked: unknown member']],
			{ status: 'refused', code: 'not-a-member', words: 'unknown member' }
		],
		[
			'is refused by a bare NOTICE',
			[['NOTICE', 'User cannot edit metadata']],
			{ status: 'refused', code: 'restricted', words: 'User cannot edit metadata' }
		],
		[
			'is accepted after an unrelated NOTICE',
			[
				['NOTICE', 'hello'],
				['OK', event.id, true, '']
			],
			{ status: 'ok' }
		],
		['is not answered', [['OK', 'ef'.repeat(32), true, '']], { status: 'unknown', code: 'unknown-outcome' }]
	])('%s', async (_, answers, ending) => {
		const { connection, relay } = connect();
		const outcome = connection.publish(event);
		relay().open();
		expect(relay().frames('EVENT')).toEqual([['EVENT', event]]);
		for (const answer of answers) relay().say(...answer);
		await vi.advanceTimersByTimeAsync(10_000);
		const { status, ...rest } = await outcome;
		const error = 'error' in rest ? rest.error : undefined;
		expect({ status, code: error?.code, words: error?.words }).toEqual({
			code: undefined,
			words: undefined,
			...ending
		});
	});

	test('is not blamed for a NOTICE while another waits, too', async () => {
		const { connection, relay } = connect();
		const outcomes = [connection.publish(event), connection.publish(eventOf({ id: 'ee'.repeat(32) }))];
		relay().open();
		relay().say('NOTICE', 'User cannot edit metadata');
		await vi.advanceTimersByTimeAsync(10_000);
		expect((await Promise.all(outcomes)).map(({ status }) => status)).toEqual(['unknown', 'unknown']);
	});

	test('goes out again, the same, when the line was cut before the answer', async () => {
		const { connection, relay } = connect();
		const outcome = connection.publish(event);
		relay().open();
		relay().drop();
		await vi.advanceTimersByTimeAsync(1_000);
		relay().open();
		relay().say('OK', event.id, true, '');
		expect((await outcome).status).toBe('ok');
	});

	test('to a relay that is out of reach is told so, and never left', async () => {
		const { connection, relay } = connect();
		const outcome = connection.publish(event, { timeoutMs: 500 });
		relay().drop();
		await vi.advanceTimersByTimeAsync(500);
		expect(await outcome).toMatchObject({ status: 'unknown', error: { code: 'offline' } });
	});
});
