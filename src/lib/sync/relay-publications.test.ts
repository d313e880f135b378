import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventOf } from '../../../tests/fixtures/events.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { connect, settled } from '../../../tests/fixtures/scripted-connection.ts';
import type { ErrorCode } from '../app-error.ts';
import type { NostrEvent } from '../protocol/event.ts';
import { signEvent } from '../protocol/signature.ts';

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

describe('an act of moderation', () => {
	const at = 1_700_000_000;
	const act = eventOf({ id: 'ab'.repeat(32), kind: 9001, created_at: at });
	const said = eventOf({ id: 'cd'.repeat(32), created_at: at });

	/** A connection whose person signs the AUTH when told to, and whose clock goes on when told to. */
	function connectSlowly() {
		let now = at;
		let sign = (): void => expect.fail('nothing is to be signed');
		const me = createPerson(
			(template, key) => new Promise((resolve) => (sign = () => resolve(signEvent(template, key))))
		);
		const answers: string[] = [];
		const { connection, relay } = connect({ me, clock: () => now });
		const publish = (event: NostrEvent): void =>
			void connection.publish(event).then((outcome) => {
				answers.push(`${outcome.status} ${'error' in outcome ? outcome.error.code : ''}`.trim());
			});
		return {
			connection,
			relay,
			publish,
			answers,
			sign: () => sign(),
			sleep: (seconds: number) => (now += seconds)
		};
	}

	/** Offers the act and a message, is asked who it is, and answers after so many seconds. */
	async function authAfter(seconds: number) {
		const all = connectSlowly();
		const { connection, relay, publish, sign, sleep } = all;
		connection.allowAuth();
		publish(act);
		publish(said);
		relay().open();
		relay().say('AUTH', 'challenge');
		for (const { id } of [act, said]) relay().say('OK', id, false, 'auth-required: who are you?');
		await settled();
		const before = relay().frames('EVENT').length;
		sleep(seconds);
		sign();
		await settled();
		relay().say('OK', (relay().frames('AUTH').at(-1)?.[1] as NostrEvent).id, true, '');
		await settled();
		return {
			...all,
			replayed: relay()
				.frames('EVENT')
				.slice(before)
				.map((frame) => frame[1])
		};
	}

	test('goes again after an AUTH within a minute', async () => {
		expect(await authAfter(60)).toMatchObject({ replayed: [act, said], answers: [] });
	});

	test('that an AUTH held up for longer is not sent any more, and asks again; a message is', async () => {
		expect(await authAfter(61)).toMatchObject({ replayed: [said], answers: ['refused too-old'] });
	});

	test('that had no socket for longer is not sent when there is one: the device slept', async () => {
		const { relay, publish, answers, sleep } = connectSlowly();
		publish(act);
		publish(said);
		sleep(61);
		relay().open();
		await settled();
		expect(relay().frames('EVENT')).toEqual([['EVENT', said]]);
		expect(answers).toEqual(['refused too-old']);
	});

	test('whose line was cut before the answer is not sent again later: nobody knows what became of it', async () => {
		const { relay, publish, answers, sleep } = connectSlowly();
		publish(act);
		relay().open();
		relay().drop();
		sleep(61);
		await vi.advanceTimersByTimeAsync(1_000);
		relay().open();
		await settled();
		expect(relay().frames('EVENT')).toEqual([]);
		expect(answers).toEqual(['unknown unknown-outcome']);
	});
});
