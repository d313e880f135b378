import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { parseClientMessage } from '../../dev/relay/client-message.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { matchesFilter, type Filter } from '../../src/lib/protocol/filter.ts';

/** What a house answers over HTTP. */
export interface HttpAnswer {
	status: number;
	type: string;
	body: string;
}

interface Listener {
	socket: WebSocket;
	subscriptions: Map<string, readonly Filter[]>;
}

/** Under which a relay says whether it has rooms, and gives tokens for them. */
export const tokenPath = '/.well-known/nip29/livekit';

/**
 * A relay that says whatever it is given: nothing is judged, neither what it serves nor what it takes. It speaks the
 * protocol well enough to be listened to, and that is all.
 */
export class House {
	readonly events: NostrEvent[] = [];
	/** Its NIP-11 document. */
	document: HttpAnswer = { status: 404, type: 'text/plain', body: '' };
	/** What asking for a token gets. */
	token: HttpAnswer = { status: 404, type: 'text/plain', body: '' };
	/** Frames that go out before each end of stored events, as they are, for the subscription they are given. */
	noise: readonly ((subscription: string) => string)[] = [];
	/** Refuses what is published, with these words. */
	refusal: string | undefined;
	/** Asks who it is that connects, with these words. */
	challenge: string | undefined;
	/** Refuses requests for any other kinds than the relay's own state, with these words. */
	closing: string | undefined;

	#listeners = new Set<Listener>();

	/** Keeps an event and tells everybody who wants it. */
	push(event: NostrEvent): void {
		this.events.push(event);
		for (const { socket, subscriptions } of this.#listeners)
			for (const [id, filters] of subscriptions)
				if (filters.some((filter) => matchesFilter(event, filter)))
					socket.send(JSON.stringify(['EVENT', id, event]));
	}

	/** Sends frames to everybody, as they are. */
	shout(noise: readonly ((subscription: string) => string)[]): void {
		for (const { socket, subscriptions } of this.#listeners) {
			const [id = ''] = subscriptions.keys();
			for (const make of noise) socket.send(make(id));
		}
	}

	admit(socket: WebSocket): void {
		const listener: Listener = { socket, subscriptions: new Map() };
		this.#listeners.add(listener);
		socket.on('message', (data: Buffer) => this.#hear(listener, data.toString('utf8')));
		socket.on('close', () => this.#listeners.delete(listener));
		socket.on('error', () => socket.terminate());
		if (this.challenge !== undefined) socket.send(JSON.stringify(['AUTH', this.challenge]));
	}

	#hear({ socket, subscriptions }: Listener, frame: string): void {
		const message = parseClientMessage(frame);
		const say = (...parts: unknown[]): void => socket.send(JSON.stringify(parts));
		if (message.verb === 'CLOSE') subscriptions.delete(message.id);
		else if (message.verb === 'AUTH') say('OK', message.event.id, true, '');
		else if (message.verb === 'EVENT') {
			say('OK', message.event.id, this.refusal === undefined, this.refusal ?? '');
			if (this.refusal === undefined) this.push(message.event);
		} else if (message.verb === 'REQ') {
			const asksState = message.filters.every(({ kinds }) => kinds?.every((kind) => kind >= 39_000));
			if (this.closing !== undefined && !asksState) return say('CLOSED', message.id, this.closing);
			subscriptions.set(message.id, message.filters);
			for (const event of this.#stored(message.filters)) say('EVENT', message.id, event);
			for (const make of this.noise) socket.send(make(message.id));
			say('EOSE', message.id);
		}
	}

	#stored(filters: readonly Filter[]): Set<NostrEvent> {
		const newestFirst = this.events.toSorted((a, b) => b.created_at - a.created_at);
		return new Set(
			filters.flatMap((filter) =>
				newestFirst.filter((event) => matchesFilter(event, filter)).slice(0, filter.limit ?? 500)
			)
		);
	}
}

/** Many relays behind one port, told apart by their paths. */
export interface Street {
	/** Opens the house at `/<name>`; its relay URL is that of `urlOf`. */
	open(name: string): House;
	urlOf(name: string): string;
	stop(): Promise<void>;
}

function answerHttp(house: House | undefined, request: IncomingMessage, path: string): HttpAnswer {
	const nothing = { status: 404, type: 'text/plain', body: 'no such house' };
	if (!house) return nothing;
	if (path === tokenPath) return { status: 204, type: 'text/plain', body: '' };
	if (path.startsWith(tokenPath)) {
		return request.method === 'GET' ? house.token : { status: 204, type: 'text/plain', body: '' };
	}
	return house.document;
}

/** Starts the street on loopback. */
export async function startStreet(): Promise<Street> {
	const houses = new Map<string, House>();
	const find = (url = ''): { house: House | undefined; path: string } => {
		const [, name = '', path = ''] = /^\/([^/]*)(.*)$/.exec(url) ?? [];
		return { house: houses.get(name), path };
	};
	const server = createServer((request, response: ServerResponse) => {
		const { house, path } = find(request.url);
		const { status, type, body } = answerHttp(house, request, path);
		const headers = {
			'Content-Type': type,
			'Access-Control-Allow-Origin': '*',
			'Access-Control-Allow-Headers': '*, Authorization'
		};
		response.writeHead(status, headers).end(status === 204 ? undefined : body);
	});
	const sockets = new WebSocketServer({ noServer: true });
	server.on('upgrade', (request, socket, head) => {
		const { house } = find(request.url);
		if (!house) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
		sockets.handleUpgrade(request, socket, head, (client) => house.admit(client));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		open: (name) => {
			const house = new House();
			houses.set(name, house);
			return house;
		},
		urlOf: (name) => `ws://localhost:${port}/${name}`,
		stop: () =>
			new Promise((resolve) => {
				for (const client of sockets.clients) client.terminate();
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}
