import { log } from '../log.ts';
import { pause } from '../pause.ts';
import type { GroupKey } from '../protocol/group-key.ts';
import { groupKeyText } from '../protocol/group-key.ts';
import { kinds } from '../protocol/kinds.ts';
import { notUploaded } from '$lib/storage/intent-pictures';
import { isStamped, isUnfinished } from '$lib/storage/outbox';
import type { Intent, IntentError } from '$lib/storage/kept-records';
import { IntentCarrier, type CarrierPorts } from './intent-carrier.ts';
import { openLocks, type Locks } from './local-locks.ts';
import type { RelayConnection } from './relay-connection.ts';

interface Ports extends CarrierPorts {
	outbox: CarrierPorts['outbox'] & { ofAccount(account: string): Promise<Intent[]> };
	connectionOf(account: string, relay: string): RelayConnection;
	/** Over all tabs and workers; the browser's unless given. */
	locks?: Locks;
}

/** The intents of one account for one group: they go in order. */
interface Line {
	account: string;
	key: GroupKey;
	running?: Promise<void>;
	/** Asked for again while it ran. */
	again: boolean;
	/** Lets go of the connection that is waited for. */
	release?: () => void;
}

/** How it went: `elsewhere`, another tab is at it. */
type Carried = 'here' | 'elsewhere';

/** Milliseconds that a signer may take before the next message may pass: it may be away. */
const PATIENCE = 3_000;
const stillError: IntentError = { code: 'upload-unreachable', retry: 'now' };
/** Milliseconds before it is looked again at what another tab is at. */
const LOOK_AGAIN = 500;

/**
 * Sends what the outbox holds, a line for each account and group, in order. One tab at a time works on a line, and
 * one on an intent, by locks that a closed tab loses; a signer that does not answer, and an upload that stands still,
 * hold back their own message only.
 */
export class OutboxFlush {
	readonly #ports: Ports;
	readonly #locks: Locks;
	readonly #carrier: IntentCarrier;
	readonly #lines = new Map<string, Line>();
	/** What is being carried, by the intent's id. */
	readonly #carrying = new Map<string, Promise<Carried>>();
	/** Since when a person is asked for it, by `performance.now()`: not since when it is carried, which may take its time. */
	readonly #asking = new Map<string, number>();
	/** What another tab is at, and since when that is known, in milliseconds of the monotonic clock. */
	readonly #elsewhere = new Map<string, number>();

	constructor(ports: Ports) {
		this.#ports = ports;
		this.#locks = ports.locks ?? openLocks();
		this.#carrier = new IntentCarrier(ports);
	}

	/** Sends what is queued for a group, as far as it goes now. Never rejects: how it went stands in the outbox. */
	flush(account: string, key: GroupKey): Promise<void> {
		const name = `${account} ${groupKeyText(key)}`;
		const line = this.#lines.get(name) ?? { account, key, again: false };
		this.#lines.set(name, line);
		line.again = true;
		line.running ??= this.#run(line, name).finally(() => (line.running = undefined));
		return line.running;
	}

	/** {@link flush} for every group of an account: at the start, on waking up, when the network is back. */
	async flushAll(account: string): Promise<void> {
		try {
			const intents = await this.#ports.outbox.ofAccount(account);
			const keys = new Map(intents.map(({ relay, group }) => [`${relay} ${group}`, { relay, id: group }]));
			await Promise.all([...keys.values()].map((key) => this.flush(account, key)));
		} catch (cause) {
			log('outbox-flush', 'the outbox could not be read', cause);
		}
	}

	/** Resolves when nothing is being carried any more; a signer that is a person may take for ever. */
	async idle(): Promise<void> {
		while (this.#carrying.size > 0) await Promise.allSettled(this.#carrying.values());
	}

	/** Lets go of all connections. */
	close(): void {
		for (const line of this.#lines.values()) line.release?.();
		this.#lines.clear();
	}

	async #run(line: Line, name: string): Promise<void> {
		let isLeft = false;
		while (line.again || isLeft) {
			const isAsked = line.again;
			line.again = false;
			try {
				const end = await this.#locks.request(`porch-outbox ${name}`, {}, () => this.#pass(line, isAsked));
				isLeft = end === 'left';
			} catch (cause) {
				isLeft = false;
				log('outbox-flush', 'a line could not be sent', cause);
			}
			if (isLeft && !line.again) await pause(LOOK_AGAIN);
		}
	}

	/** `left`: something has to wait that will not be told here. */
	async #pass(line: Line, isAsked: boolean): Promise<'left' | undefined> {
		const intents = await this.#unfinished(line);
		const connection = this.#ports.connectionOf(line.account, line.key.relay);
		if (intents.length > 0) {
			this.#follow(line, connection);
			if (await connection.connected()) {
				// Writing is an act of the person.
				if (isAsked) connection.allowAuth();
				if ((await this.#carryAll(line, intents, connection)) === 'left') return 'left';
			}
		}
		if ((await this.#unfinished(line)).length > 0) return undefined;
		line.release?.();
		line.release = undefined;
		return undefined;
	}

	/** What is said later must not arrive earlier: it is stamped when what stands before it has been. */
	async #carryAll(
		line: Line,
		intents: readonly Intent[],
		connection: RelayConnection
	): Promise<'left' | undefined> {
		for (const intent of inTurn(intents)) {
			if (connection.status.phase !== 'open') return undefined;
			if (!this.#carrier.uploads && notUploaded(intent).length > 0) return undefined; // a page has to
			if ((await this.#carryInLine(intent.id, line, connection)) === 'left') return 'left';
		}
		return undefined;
	}

	async #unfinished({ account, key }: Line): Promise<Intent[]> {
		const intents = await this.#ports.outbox.ofGroup(account, key);
		return intents.filter(isUnfinished);
	}

	/** One tab carries an intent, for as long as its signer takes. */
	#carry(id: string, connection: RelayConnection): Promise<Carried> {
		return this.#locks.request(`porch-intent ${id}`, { ifAvailable: true }, async (lock) => {
			if (!lock) return 'elsewhere';
			await this.#carrier.carry(id, connection);
			return 'here';
		});
	}

	/** While something is left, the connection is kept wanted, and the line is sent again when it stands. */
	#follow(line: Line, connection: RelayConnection): void {
		if (line.release) return;
		let phase = connection.status.phase;
		const stop = connection.onStatus(() => {
			const was = phase;
			phase = connection.status.phase;
			if (phase === 'open' && was !== 'open') void this.flush(line.account, line.key);
		});
		const unhold = connection.hold();
		line.release = () => {
			stop();
			unhold();
		};
	}

	/** Until it is carried, or the next one may pass; `left`: it may not, and there is something else to do meanwhile. */
	async #carryInLine(id: string, line: Line, connection: RelayConnection): Promise<'left' | undefined> {
		const known = this.#carrying.get(id);
		const carried = known ?? this.#start(id, connection);
		// What was passed before is passed at once.
		let end = known ? undefined : await within(LOOK_AGAIN, carried);
		while (end !== 'here') {
			const intent = await this.#ports.outbox.find(id);
			if (!intent || (await this.#mayBePassed(intent, connection, end))) break;
			const isUploading = notUploaded(intent).length > 0;
			// Asked for again meanwhile: that may be a sign or a deletion, which does not wait for an upload.
			if (end === 'elsewhere' || (isUploading && line.again)) return 'left';
			end = await within(LOOK_AGAIN, carried);
		}
		this.#elsewhere.delete(id);
		// Asked for again when its fate was about to be known: nobody else will carry it.
		if (known && end === 'here' && (await this.#isFresh(id))) return this.#carryInLine(id, line, connection);
		return undefined;
	}

	/** Whether it stands as the person has queued it last, with nothing that went wrong since. */
	async #isFresh(id: string): Promise<boolean> {
		const intent = await this.#ports.outbox.find(id);
		return intent?.state === 'queued' && intent.error === undefined;
	}

	/** Only what is stamped, and waits for a person or in another tab; and what may take as long as it likes before. */
	async #mayBePassed(
		intent: Intent,
		{ status }: RelayConnection,
		end: Carried | undefined
	): Promise<boolean> {
		const { id, state, error } = intent;
		if (!isUnfinished(intent)) return true;
		const isAtSigner = state === 'waiting-for-signature';
		if (end === 'elsewhere') {
			const lasts = hasLasted(this.#elsewhere, id);
			const isStill = isAtSigner || (notUploaded(intent).length > 0 && error !== undefined);
			return isStamped(intent) || (isStill && lasts);
		}
		if (this.#carrier.uploadOf(id) !== 'still') {
			if (isAtSigner || (isStamped(intent) && status.auth === 'signing')) return hasLasted(this.#asking, id);
			this.#asking.delete(id);
			return false;
		}
		// Other tabs have to know it, too.
		if (!error) await this.#ports.outbox.markFrom(id, 'queued', 'queued', stillError);
		return true;
	}

	/** Never rejects. */
	#start(id: string, connection: RelayConnection): Promise<Carried> {
		const carried = this.#carry(id, connection)
			.catch((cause: unknown): Carried => {
				log('outbox-flush', 'an intent could not be sent', cause);
				return 'here';
			})
			.finally(() => {
				this.#carrying.delete(id);
				this.#asking.delete(id);
			});
		this.#carrying.set(id, carried);
		return carried;
	}
}

/** Whether something has been so for as long as patience lasts; `since` keeps when it was met first. */
function hasLasted(since: Map<string, number>, id: string): boolean {
	const first = since.get(id) ?? performance.now();
	since.set(id, first);
	return performance.now() - first >= PATIENCE;
}

/** Words wait for the pictures before them. Signs and deletions do not: what they are about is on the relay. */
function inTurn(intents: readonly Intent[]): readonly Intent[] {
	const pictures = intents.findIndex((intent) => notUploaded(intent).length > 0);
	if (pictures < 0) return intents;
	const rest = intents.slice(pictures);
	const isSaid = ({ draft }: Intent): boolean => draft.kind === kinds.chat;
	return [...intents.slice(0, pictures), ...rest.filter((intent) => !isSaid(intent)), ...rest.filter(isSaid)];
}

/** What the work gives; undefined when it takes longer than so many milliseconds. */
async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value | undefined> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const patience = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), milliseconds);
	});
	const value = await Promise.race([work, patience]);
	clearTimeout(timer);
	return value;
}
