import { randomBytes } from 'node:crypto';
import { AccessToken, RoomServiceClient, WebhookReceiver } from 'livekit-server-sdk';
import { pubkeyOfIdentity } from '../../src/lib/protocol/call-identity.ts';

/** A LiveKit server, and the key with which the relay speaks for it. */
export interface LiveKit {
	/** `ws://` or `wss://`: where clients connect. */
	readonly url: string;
	/** The same for clients that come over TLS: a secure page opens no plain socket. */
	readonly secureUrl?: string | undefined;
	readonly apiKey: string;
	readonly apiSecret: string;
}

/** The part of LiveKit's server API that the relay needs. */
export interface RoomService {
	createRoom(options: { name: string; emptyTimeout: number }): Promise<unknown>;
	listParticipants(room: string): Promise<readonly { identity: string }[]>;
}

/** What a webhook told: whose room, and who is in it now as far as the message itself says. */
export interface RoomNews {
	readonly groupId: string;
	readonly ended: boolean;
	/** The identity that is leaving, which the list may still show. */
	readonly left?: string;
}

/** Seconds: long enough to join, too short to be passed on. A call that is joined outlives its token. */
const tokenLifetime = 600;
const emptyTimeout = 60;

/** The rooms of one relay's groups on a LiveKit server. */
export class LiveRooms {
	readonly #livekit: LiveKit;
	readonly #service: RoomService;
	readonly #receiver: WebhookReceiver;
	/** Two relays may share a server, and have groups of the same id. */
	readonly #prefix: string;

	constructor(livekit: LiveKit, self: string, service?: RoomService) {
		const { url, apiKey, apiSecret } = livekit;
		this.#livekit = livekit;
		this.#prefix = `${self.slice(0, 16)}:`;
		this.#receiver = new WebhookReceiver(apiKey, apiSecret);
		const options = { requestTimeout: 5, failover: false };
		this.#service = service ?? new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, options);
	}

	/** Where a client connects that asked for its token at this address. */
	urlFor(asked: string): string {
		const { url, secureUrl } = this.#livekit;
		return asked.startsWith('https:') ? (secureUrl ?? url) : url;
	}

	/** A way in for one device of somebody. Rejects when the server cannot be reached. */
	async admit(groupId: string, pubkey: string, mayPublish: boolean): Promise<string> {
		const room = this.#prefix + groupId;
		await this.#service.createRoom({ name: room, emptyTimeout });
		const identity = `${pubkey}:${randomBytes(8).toString('hex')}`;
		const token = new AccessToken(this.#livekit.apiKey, this.#livekit.apiSecret, {
			identity,
			ttl: tokenLifetime
		});
		const publishing = { canPublish: mayPublish, canPublishData: mayPublish };
		token.addGrant({ room, roomJoin: true, canSubscribe: true, ...publishing });
		return token.toJwt();
	}

	/** The public keys of those in a group's room. Rejects when the server cannot be reached. */
	async whoIsIn(groupId: string, except?: string): Promise<string[]> {
		const participants = await this.#service.listParticipants(this.#prefix + groupId);
		const present = participants.filter(({ identity }) => identity !== except);
		return [...new Set(present.flatMap(({ identity }) => pubkeyOfIdentity(identity) ?? []))];
	}

	/** Reads a webhook of the server; undefined when it is about something else. Rejects when it is not the server's. */
	async readWebhook(body: string, authorization: string | undefined): Promise<RoomNews | undefined> {
		const message = await this.#receiver.receive(body, authorization);
		const room = message.room?.name ?? '';
		if (!room.startsWith(this.#prefix) || !roomEvents.has(message.event)) return undefined;
		const left = leavingEvents.has(message.event) ? message.participant?.identity : undefined;
		return { groupId: room.slice(this.#prefix.length), ended: message.event === 'room_finished', left };
	}
}

const leavingEvents = new Set(['participant_left', 'participant_connection_aborted']);
const roomEvents = new Set([...leavingEvents, 'participant_joined', 'room_finished']);
