import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { systemClock } from '../../src/lib/clock.ts';
import { log } from '../../src/lib/log.ts';
import type { EventDraft, NostrEvent } from '../../src/lib/protocol/event.ts';
import { createSecretKey, pubkeyOf, signEvent } from '../../src/lib/protocol/signature.ts';
import { Audience } from './audience.ts';
import { Connection, type Surroundings } from './connection.ts';
import { EventFile } from './event-file.ts';
import { GroupRelay, type Outcome } from './group-relay.ts';
import type { ProfileName } from './habits.ts';
import { sendAnswer } from './http-answer.ts';
import { route, webhookPath, type HttpSurroundings } from './http-routes.ts';
import { LiveRooms, type LiveKit, type RoomService } from './live-rooms.ts';
import { Misbehaviour, type MisbehaviourName, type MisbehaviourOptions } from './misbehaviour.ts';
import { profiles } from './profiles.ts';
import { RoomPresence } from './room-presence.ts';

export interface RelayOptions {
	/** 0 or nothing: any free port. */
	port?: number;
	/** The address to listen on; this machine only, if nothing is said. */
	host?: string;
	name?: string;
	description?: string;
	/** The relay's own key; a new one, if nothing is said. */
	secretKey?: Uint8Array;
	/** The key that may use NIP-86. */
	owner?: string;
	profile?: ProfileName;
	livekit?: LiveKit;
	/** Stands in for LiveKit's server API, in tests. */
	roomService?: RoomService;
	/** A JSON-lines file that outlives the process. */
	file?: string;
	/** A folder of pictures, served under `/files/`. */
	files?: string;
	/** Unix seconds. */
	clock?: () => number;
	/** Lets this machine misbehave the relay over HTTP, at `/dev/misbehave`. */
	control?: boolean;
}

/** A relay that runs, and what tests and the demo do with it. */
export interface RunningRelay {
	/** `ws://localhost:<port>` */
	readonly url: string;
	/** `http://localhost:<port>` */
	readonly httpUrl: string;
	/** Where LiveKit is to send its webhooks. */
	readonly webhookUrl: string;
	/** The relay's public key. */
	readonly self: string;
	/** How many events it holds. */
	readonly eventCount: number;
	/** How many clients are connected. */
	readonly connectionCount: number;
	/** Stamps, signs and publishes, by all the rules, as somebody who is authenticated. */
	publishAs(
		secretKey: Uint8Array,
		draft: EventDraft & { created_at?: number }
	): NostrEvent & { outcome: Outcome };
	/** Takes a signed event by all the rules. */
	publish(event: NostrEvent, authenticated?: readonly string[]): Outcome;
	/** Takes signed events of any age, in their order, without judging them. */
	seed(events: readonly NostrEvent[]): void;
	/** Offers live rooms from now on, or none any more. */
	offerRooms(livekit: LiveKit | undefined): void;
	/** Says who is in a room, as if LiveKit had. */
	showLive(groupId: string, pubkeys: readonly string[]): void;
	/** Begins to misbehave; calling the answer ends it. */
	misbehave(name: MisbehaviourName, options?: MisbehaviourOptions): () => void;
	/** Behaves again: in one respect, or altogether. */
	behave(name?: MisbehaviourName): void;
	stop(): Promise<void>;
}

const maxFrame = 524_288;
const loopback = '127.0.0.1';

/** Starts a relay; rejects when the port is taken. */
export async function startRelay(options: RelayOptions = {}): Promise<RunningRelay> {
	const running = new RunningGroupRelay(options);
	await running.listen(options.port ?? 0, options.host ?? loopback);
	return running;
}

class RunningGroupRelay implements RunningRelay {
	readonly #relay: GroupRelay;
	readonly #file: EventFile | undefined;
	readonly #misbehaviour = new Misbehaviour();
	readonly #audience: Audience;
	readonly #clock: () => number;
	readonly #roomService: RoomService | undefined;
	readonly #server: Server;
	readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrame });
	#rooms: LiveRooms | undefined;
	#presence: RoomPresence | undefined;
	#address = '';

	constructor(options: RelayOptions) {
		this.#clock = options.clock ?? systemClock;
		this.#roomService = options.roomService;
		this.#file = options.file === undefined ? undefined : new EventFile(options.file);
		const history = this.#file?.read() ?? [];
		let isReplaying = true;
		this.#relay = new GroupRelay({
			secretKey: options.secretKey ?? createSecretKey(),
			clock: this.#clock,
			habits: profiles[options.profile ?? 'nip29'],
			onKept: (event) => {
				if (!isReplaying) this.#file?.append(event);
			}
		});
		this.#audience = new Audience(this.#relay.habits.stateDelay);
		this.#relay.seed(history, { answers: false });
		isReplaying = false;
		this.offerRooms(options.livekit);
		const around = this.#httpSurroundings(options);
		this.#server = createServer((request, response) => void this.#answer(request, response, around));
		this.#server.on('upgrade', (request, socket, head) => {
			// NIP-01: one endpoint. What else is asked for gets no socket.
			if (request.url !== '/') return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
			this.#sockets.handleUpgrade(request, socket, head, (client) => this.#connect(client, request));
		});
	}

	get url(): string {
		return `ws://${this.#address}`;
	}

	get httpUrl(): string {
		return `http://${this.#address}`;
	}

	get webhookUrl(): string {
		return this.httpUrl + webhookPath;
	}

	get self(): string {
		return this.#relay.self;
	}

	get eventCount(): number {
		return this.#relay.store.size;
	}

	get connectionCount(): number {
		return this.#audience.size;
	}

	listen(port: number, host: string): Promise<void> {
		return new Promise((done, fail) => {
			this.#server.once('error', fail);
			this.#server.listen(port, host, () => {
				// Browsers call only `localhost` a secure context with passkeys.
				const name = host === loopback ? 'localhost' : host;
				this.#address = `${name}:${(this.#server.address() as AddressInfo).port}`;
				done();
			});
		});
	}

	publishAs(
		secretKey: Uint8Array,
		draft: EventDraft & { created_at?: number }
	): NostrEvent & { outcome: Outcome } {
		const event = signEvent({ created_at: this.#clock(), ...draft }, secretKey);
		return { ...event, outcome: this.publish(event, [pubkeyOf(secretKey)]) };
	}

	publish(event: NostrEvent, authenticated: readonly string[] = []): Outcome {
		const outcome = this.#relay.submit(event, new Set(authenticated));
		this.#audience.deliver(outcome);
		return outcome;
	}

	seed(events: readonly NostrEvent[]): void {
		this.#audience.send(this.#relay.seed(events));
	}

	offerRooms(livekit: LiveKit | undefined): void {
		const isPossible = livekit !== undefined && this.#relay.habits.rooms !== 'none';
		this.#rooms = isPossible ? new LiveRooms(livekit, this.self, this.#roomService) : undefined;
		this.#presence =
			this.#rooms && new RoomPresence(this.#rooms, (id, pubkeys) => this.showLive(id, pubkeys));
		const withRoom = [...this.#relay.groups.values()].filter(
			({ deleted, settings }) => !deleted && settings.livekit
		);
		void this.#presence?.refresh(withRoom.map(({ id }) => id));
	}

	showLive(groupId: string, pubkeys: readonly string[]): void {
		if (this.#misbehaviour.take('stale-39004', { groups: [groupId] })) return;
		this.#audience.send(this.#relay.setLive(groupId, pubkeys));
	}

	misbehave(name: MisbehaviourName, options: MisbehaviourOptions = {}): () => void {
		const { group, pubkeys, now } = options;
		if (name === 'drop' && now) {
			this.#audience.drop();
			return () => undefined;
		}
		if (name === 'stale-39004' && group !== undefined && pubkeys) this.showLive(group, pubkeys);
		return this.#misbehaviour.start(name, options);
	}

	behave(name?: MisbehaviourName): void {
		this.#misbehaviour.stop(name);
	}

	async stop(): Promise<void> {
		this.#audience.close();
		this.#server.closeAllConnections();
		await new Promise((done) => this.#server.close(done));
		this.#file?.close();
	}

	#connect(client: ConstructorParameters<typeof Connection>[0], request: IncomingMessage): void {
		const around: Surroundings = {
			relay: this.#relay,
			misbehaviour: this.#misbehaviour,
			clock: this.#clock,
			deliver: (outcome, answer) => this.#audience.deliver(outcome, answer)
		};
		const connection = new Connection(client, request.headers.host ?? '', around);
		this.#audience.add(connection);
		client.on('close', () => this.#audience.delete(connection));
	}

	async #answer(request: IncomingMessage, response: ServerResponse, around: HttpSurroundings): Promise<void> {
		// What is posted comes from LiveKit and from tests, who are never misbehaved to.
		const spoils = (name: MisbehaviourName) =>
			request.method === 'GET' ? this.#misbehaviour.take(name, { verb: 'HTTP' }) : undefined;
		if (spoils('never-answer')) return;
		const refusal = spoils('refuse');
		if (refusal) {
			sendAnswer(response, { status: refusal.status ?? 503, body: refusal.words ?? 'not today' });
			return;
		}
		const slow = spoils('slow');
		if (slow) await pause(slow.milliseconds ?? 1000);
		try {
			sendAnswer(response, await route(request, await readBody(request), around));
		} catch (cause) {
			log('relay', `could not answer ${request.method} ${request.url}`, cause);
			sendAnswer(response, { status: 500, body: 'the relay failed' });
		}
	}

	#httpSurroundings(options: RelayOptions): HttpSurroundings {
		const { name = 'Porch', description = 'A relay for trying things out.' } = options;
		return {
			relay: this.#relay,
			presentation: { name, description },
			clock: this.#clock,
			owner: options.owner,
			files: options.files,
			control: options.control ?? false,
			rooms: () => this.#rooms,
			hearWebhook: async (body, authorization) => this.#presence?.hear(body, authorization),
			misbehave: (misbehaviour, how) => void this.misbehave(misbehaviour, how),
			behave: (misbehaviour) => this.behave(misbehaviour)
		};
	}
}

/** The whole body of a request; what is beyond any size a client has reason for is cut off. */
async function readBody(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > maxFrame) break;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}
