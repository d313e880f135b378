import { AppError } from '$lib/app-error';
import { systemClock, type Clock } from '$lib/clock';
import type { EventDraft, NostrEvent } from '$lib/protocol/event';
import type { GroupKey } from '$lib/protocol/group-key';
import type { IDBPObjectStore } from 'idb';
import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import { dropPictures, notUploaded, takePictures, type IntentPictureStore } from './intent-pictures.ts';
import type { Attempt, Intent, IntentError, IntentState } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';
import { startingWith } from './key-range.ts';
import { placeKey } from './place.ts';

/** What the caller says of a new intent. */
export type NewIntent = Omit<Intent, 'order' | 'state' | 'stamp' | 'attempts' | 'error' | 'pictures'>;

/** Takes the draft that an intent was typed as, in the transaction that queues it: see `takeDraft`. */
export type TakeDraft = (stores: { intents: Intents; drafts: Drafts }, intent: NewIntent) => Promise<void>;

type Stores = ['intents', 'drafts', 'pictures'];
type Intents = IDBPObjectStore<KeptSchema, Stores, 'intents', 'readwrite'>;
type Drafts = IDBPObjectStore<KeptSchema, Stores, 'drafts', 'readwrite'>;

type Work<T> = (intents: Intents, drafts: Drafts, pictures: IntentPictureStore) => Promise<T>;

/** Whether sending goes on by itself; what was refused waits for its person. */
export function isUnfinished({ state }: Intent): boolean {
	return state !== 'refused';
}

/** Whether it has the second that it will stand at: what comes after it cannot get before it any more. */
export function isStamped(intent: Intent): boolean {
	const isAsked = intent.state === 'waiting-for-signature' && notUploaded(intent).length === 0;
	return isAsked || mayStand(intent);
}

/** Whether its words may still be changed: nothing of it is on its way, or may stand on the relay. */
export function isChangeable(intent: Intent): boolean {
	return intent.state !== 'sending' && !mayStand(intent);
}

/** Whether the relay may have it, or may get it yet. */
function mayStand({ attempts }: Intent): boolean {
	return attempts.some(({ outcome }) => outcome !== 'refused');
}

/**
 * What is still to be sent. Every write is `strict`: when it resolves, a crash of the device does not undo it.
 *
 * Of a sent message the event goes into the cache and the intent out of here, and those are two databases, so
 * there is no one transaction. The order is: cache first, then {@link Outbox.settle}. A crash between leaves both,
 * the timeline shows them as one (the attempt has the event's id), and the next flush settles again. The other
 * order could lose the message from the screen.
 */
export class Outbox {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;
	readonly #clock: Clock;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed, clock: Clock = systemClock) {
		this.#database = database;
		this.#changes = changes;
		this.#clock = clock;
	}

	/**
	 * Queues an intent behind those of its group; one that is there already is given back as it is. The draft that it
	 * was typed as goes in the same transaction, so that words are at no time in both places, or in none. So do
	 * `pictures`, by their ids, from the composer. Rejects with `already-done` when another tab has queued that draft,
	 * or when there are no words, and it has sent or removed all of the pictures.
	 */
	add(intent: NewIntent, take?: TakeDraft, pictures: readonly string[] = []): Promise<Intent> {
		const work: Work<Intent> = async (intents, drafts, store) => {
			const known = await intents.index('id').get(intent.id);
			if (known) return known;
			await take?.({ intents, drafts }, intent);
			const taken = await takePictures(store, intent, pictures);
			if (pictures.length > taken.length && taken.length === 0 && intent.draft.content === '')
				throw new AppError('already-done', 'never');
			const queued = { ...intent, state: 'queued' as const, attempts: [] };
			const whole = taken.length > 0 ? { ...queued, pictures: taken } : queued;
			// The database gives the order, which the type of a stored intent cannot leave open.
			const order = await intents.add(whole as unknown as Intent);
			return { ...whole, order };
		};
		return this.#write(work, take && 'drafts', pictures[0] && 'pictures');
	}

	/** One intent. */
	find(id: string): Promise<Intent | undefined> {
		return this.#database.read(['intents'], ({ store }) => store.index('id').get(id));
	}

	/** The intents of a group, in order. */
	ofGroup(account: string, { relay, id }: GroupKey): Promise<Intent[]> {
		return this.#inLine(account, relay, id);
	}

	/** All intents of an account, by group and in order. */
	ofAccount(account: string): Promise<Intent[]> {
		return this.#inLine(account);
	}

	/**
	 * The signer is asked. `time` gives the second that the event gets, of all that the group's line holds: no other tab
	 * takes one in between.
	 */
	awaitSignature(id: string, time: (line: readonly Intent[]) => number): Promise<Intent | undefined> {
		return this.#write(async (intents) => {
			const intent = await intents.index('id').get(id);
			if (!intent) return undefined;
			const line = await intents
				.index('line')
				.getAll(startingWith(intent.account, intent.relay, intent.group));
			const asked = {
				...intent,
				state: 'waiting-for-signature' as const,
				stamp: time(line),
				error: undefined
			};
			await intents.put(asked);
			return asked;
		});
	}

	/**
	 * Stores a signed event before it is published. Undefined when the intent is gone, or is not worded as it was
	 * when the signer was asked (`asked`): then do not publish.
	 */
	recordAttempt(id: string, event: NostrEvent, asked?: EventDraft): Promise<Intent | undefined> {
		return this.#change(id, (intent) => {
			if (asked && JSON.stringify(asked) !== JSON.stringify(intent.draft)) return undefined;
			const attempts = [...intent.attempts, { event, at: this.#clock() }];
			return { ...intent, state: 'sending', attempts, error: undefined };
		});
	}

	/** A media server has one of its pictures, at `url`. */
	recordUpload(id: string, picture: string, url: string): Promise<Intent | undefined> {
		return this.#change(id, (intent) => {
			const pictures = intent.pictures?.map((each) => (each.id === picture ? { ...each, url } : each));
			return pictures && { ...intent, pictures };
		});
	}

	/** The user stops it, for now. Undefined, and nothing changed, when something of it is on its way already. */
	hold(id: string, error: IntentError): Promise<Intent | undefined> {
		return this.#change(id, (intent) =>
			isChangeable(intent) ? { ...intent, state: 'refused', error } : undefined
		);
	}

	/** Says how an intent stands; `refused` and `unknown` are also the outcome of its last attempt. */
	mark(id: string, state: IntentState, error?: IntentError): Promise<Intent | undefined> {
		return this.#change(id, (intent) => {
			const isOver = state === 'refused' || state === 'unknown';
			const attempts = isOver ? endLast(intent, state, error?.words) : intent.attempts;
			return { ...intent, state, attempts, error };
		});
	}

	/** {@link mark}, unless it does not stand as it stood: then it is left as it is, and undefined. */
	markFrom(
		id: string,
		from: IntentState,
		state: IntentState,
		error?: IntentError
	): Promise<Intent | undefined> {
		return this.#change(id, (intent) => (intent.state === from ? { ...intent, state, error } : undefined));
	}

	/** The relay refused its last attempt in these words, and it is to be signed anew. */
	renew(id: string, words: string | undefined): Promise<Intent | undefined> {
		return this.#change(id, (intent) => ({
			...intent,
			state: 'queued',
			attempts: endLast(intent, 'refused', words),
			error: undefined
		}));
	}

	/**
	 * Queues another text in its place, and takes the draft that it was typed as. Undefined, and nothing changed, when
	 * the intent is gone or when the text it had is on its way or may stand on the relay: a changed one would be a second
	 * message.
	 */
	edit(id: string, draft: EventDraft, take?: TakeDraft): Promise<Intent | undefined> {
		return this.#change(
			id,
			(intent) => {
				if (!isChangeable(intent)) return undefined;
				return { ...intent, draft, state: 'queued', error: undefined };
			},
			take
		);
	}

	/** The relay said `OK` and the event is in the cache: the intent goes. Does no harm twice. */
	async settle(id: string): Promise<void> {
		await this.#remove(id);
	}

	/** The user gives it up. */
	async discard(id: string): Promise<void> {
		await this.#remove(id);
	}

	/** The user takes it back, if nothing of it was sent by now. Returns whether that is so. */
	async withdraw(id: string): Promise<boolean> {
		return Boolean(await this.#remove(id, isChangeable));
	}

	#inLine(...prefix: string[]): Promise<Intent[]> {
		return this.#database.read(['intents'], ({ store }) =>
			store.index('line').getAll(startingWith(...prefix))
		);
	}

	#change(
		id: string,
		change: (intent: Intent) => Intent | undefined,
		take?: TakeDraft
	): Promise<Intent | undefined> {
		return this.#write(async (intents, drafts) => {
			const intent = await intents.index('id').get(id);
			const changed = intent && change(intent);
			if (changed) {
				await take?.({ intents, drafts }, changed);
				await intents.put(changed);
			}
			return changed;
		}, take && 'drafts');
	}

	#remove(id: string, may = (_: Intent): boolean => true): Promise<Intent | undefined> {
		return this.#write(async (intents, _, pictures) => {
			const intent = await intents.index('id').get(id);
			if (!intent || !may(intent)) return undefined;
			await Promise.all([intents.delete(intent.order), dropPictures(pictures, intent)]);
			return intent;
		});
	}

	/** `more`: what else of the group it changes. */
	async #write<T extends Intent | undefined>(
		work: Work<T>,
		...more: ('drafts' | 'pictures' | '' | undefined)[]
	): Promise<T> {
		const intent = await this.#database.write(
			['intents', 'drafts', 'pictures'] satisfies Stores,
			(transaction) =>
				work(
					transaction.objectStore('intents'),
					transaction.objectStore('drafts'),
					transaction.objectStore('pictures')
				),
			{ durability: 'strict' }
		);
		if (intent) {
			const place = placeKey({ ...intent, scope: intent.account, id: intent.group });
			this.#changes.notify(...['outbox', ...more].filter(Boolean).map((of) => `${of}:${place}`));
		}
		return intent;
	}
}

/** Its attempts, with what became of the last one. */
function endLast({ attempts }: Intent, outcome: 'refused' | 'unknown', words: string | undefined): Attempt[] {
	const last = attempts.at(-1);
	return last ? [...attempts.slice(0, -1), { ...last, outcome, words }] : [];
}
