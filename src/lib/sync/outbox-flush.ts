import { log } from '../log.ts';
import type { GroupKey } from '../protocol/group-key.ts';
import { groupKeyText } from '../protocol/group-key.ts';
import { kinds } from '../protocol/kinds.ts';
import { notUploaded } from '$lib/storage/intent-pictures';
import { isUnfinished } from '$lib/storage/outbox';
import type { Intent } from '$lib/storage/kept-records';
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

/** Milliseconds that a signer may take before the next message may pass: it may be away. */
const PATIENCE = 3_000;

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
	readonly #carrying = new Map<string, Promise<void>>();

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
		while (line.again) {
			line.again = false;
			try {
				await this.#locks.request(`porch-outbox ${name}`, {}, () => this.#pass(line));
			} catch (cause) {
				log('outbox-flush', 'a line could not be sent', cause);
			}
		}
	}

	async #pass(line: Line): Promise<void> {
		const intents = await this.#unfinished(line);
		const connection = this.#ports.connectionOf(line.account, line.key.relay);
		if (intents.length > 0) {
			this.#follow(line, connection);
			if (await connection.connected()) {
				// Writing is an act of the person.
				connection.allowAuth();
				await this.#carryAll(line, intents, connection);
			} else await this.#refuseModeration(intents);
		}
		if ((await this.#unfinished(line)).length > 0) return;
		line.release?.();
		line.release = undefined;
	}

	/** What is said later must not arrive earlier: it is stamped when what stands before it has been. */
	async #carryAll(line: Line, intents: readonly Intent[], connection: RelayConnection): Promise<void> {
		for (const intent of inTurn(intents)) {
			if (connection.status.phase !== 'open') return;
			if (!this.#carrier.uploads && notUploaded(intent).length > 0) return; // a page has to
			await this.#carryInLine(intent.id, line, connection);
			// Asked for again meanwhile: that may be a sign or a deletion, which does not wait for an upload.
			if (line.again && this.#carrier.isUploading(intent.id)) return;
		}
	}

	async #unfinished({ account, key }: Line): Promise<Intent[]> {
		const intents = await this.#ports.outbox.ofGroup(account, key);
		return intents.filter(isUnfinished);
	}

	/** One tab carries an intent, for as long as its signer takes. */
	async #carry(id: string, connection: RelayConnection): Promise<void> {
		await this.#locks.request(`porch-intent ${id}`, { ifAvailable: true }, async (lock) => {
			if (lock) await this.#carrier.carry(id, connection);
		});
	}

	/** Moderation is not kept for later: by then it may be wrong, and relays refuse it after a minute. */
	async #refuseModeration(intents: Intent[]): Promise<void> {
		for (const { id, moderation, attempts } of intents) {
			if (moderation && attempts.length === 0) {
				await this.#ports.outbox.mark(id, 'refused', { code: 'offline', retry: 'later' });
			}
		}
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

	/** Until it is carried. Only a signer, who may be away, and an upload that stands still let the next one pass. */
	async #carryInLine(id: string, line: Line, connection: RelayConnection): Promise<void> {
		const isUploading = (): boolean => this.#carrier.isUploading(id);
		const isSigning = (): boolean => connection.status.auth === 'signing' && !isUploading();
		const isHeldUp = (): boolean => this.#carrier.isHeldUp(id) || isSigning();
		const isLeft = (): boolean => line.again && isUploading();
		const known = this.#carrying.get(id);
		if (known && isHeldUp()) return; // it was passed before
		let done = false;
		const carried = known ?? this.#start(id, connection);
		void carried.then(() => (done = true));
		do await within(PATIENCE, carried);
		while (!done && !isHeldUp() && !isLeft());
	}

	/** Never rejects. */
	#start(id: string, connection: RelayConnection): Promise<void> {
		const carried = this.#carry(id, connection)
			.catch((cause: unknown) => log('outbox-flush', 'an intent could not be sent', cause))
			.finally(() => this.#carrying.delete(id));
		this.#carrying.set(id, carried);
		return carried;
	}
}

/** Words wait for the pictures before them. Signs and deletions do not: what they are about is on the relay. */
function inTurn(intents: readonly Intent[]): readonly Intent[] {
	const pictures = intents.findIndex((intent) => notUploaded(intent).length > 0);
	if (pictures < 0) return intents;
	const rest = intents.slice(pictures);
	const isSaid = ({ draft }: Intent): boolean => draft.kind === kinds.chat;
	return [...intents.slice(0, pictures), ...rest.filter((intent) => !isSaid(intent)), ...rest.filter(isSaid)];
}

/** Resolves when the work has, at the latest after so many milliseconds. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
	await Promise.race([work, patience]);
	clearTimeout(timer);
}
