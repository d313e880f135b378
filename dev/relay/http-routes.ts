import type { IncomingMessage } from 'node:http';
import { asRecord, parseJsonRecord } from '../../src/lib/protocol/json-value.ts';
import type { GroupRelay } from './group-relay.ts';
import { readAuthorization } from './http-authorization.ts';
import { preflight, type HttpAnswer } from './http-answer.ts';
import type { LiveRooms } from './live-rooms.ts';
import { misbehaviours, type MisbehaviourName, type MisbehaviourOptions } from './misbehaviour.ts';
import { relayDocument, type Presentation } from './relay-document.ts';
import { answerManagement } from './relay-management.ts';
import { readPicture } from './static-file.ts';
import { answerProbe, answerTokenRequest, roomPath } from './token-endpoint.ts';

/** What the HTTP side needs of the relay it belongs to. */
export interface HttpSurroundings {
	readonly relay: GroupRelay;
	readonly presentation: Presentation;
	readonly clock: () => number;
	/** Who may use NIP-86. */
	readonly owner: string | undefined;
	/** A folder of pictures, served under `/files/`. */
	readonly files: string | undefined;
	/** Whether `/dev/misbehave` is there. */
	readonly control: boolean;
	readonly rooms: () => LiveRooms | undefined;
	/** Tells that LiveKit says something about a room. Rejects when it is not LiveKit who says it. */
	readonly hearWebhook: (body: string, authorization: string | undefined) => Promise<void>;
	readonly misbehave: (name: MisbehaviourName, options: MisbehaviourOptions) => void;
	readonly behave: (name?: MisbehaviourName) => void;
}

/** Where LiveKit is to send its webhooks (pyramid's path). */
export const webhookPath = '/groups/livekit/webhook';
const controlPath = '/dev/misbehave';
const notFound: HttpAnswer = { status: 404, body: 'not found' };

/** Answers one request. `body` is its whole body. */
export async function route(
	request: IncomingMessage,
	body: string,
	around: HttpSurroundings
): Promise<HttpAnswer> {
	const { pathname, searchParams } = new URL(`http://relay${request.url ?? '/'}`);
	if (pathname === controlPath && around.control)
		return control(request, searchParams.get('name'), body, around);
	if (request.method === 'OPTIONS') return preflight;
	if (pathname === '/') return answerRoot(request, body, around);
	if (pathname === roomPath) return answerProbe(request.method ?? '', around.rooms());
	if (pathname.startsWith(`${roomPath}/`)) return answerToken(request, pathname, around);
	if (pathname === webhookPath && request.method === 'POST') return answerWebhook(request, body, around);
	if (pathname.startsWith('/files/') && around.files !== undefined) {
		const name = decodePath(pathname.slice('/files/'.length));
		return (name === undefined ? undefined : await readPicture(around.files, name)) ?? notFound;
	}
	return notFound;
}

/** NIP-11 for exactly its media type, as relays in the field do it; NIP-86 likewise. */
function answerRoot(request: IncomingMessage, body: string, around: HttpSurroundings): HttpAnswer {
	const { relay, presentation, owner } = around;
	if (request.headers.accept === 'application/nostr+json') {
		const document = relayDocument(presentation, relay.self, owner, relay.habits);
		return { status: 200, body: document, headers: { 'Content-Type': 'application/nostr+json' } };
	}
	if (request.headers['content-type'] === 'application/nostr+json+rpc' && request.method === 'POST') {
		const authorization = request.headers.authorization;
		const who = readAuthorization(authorization, { ...describeRequest(request, around), body });
		if ('error' in who) return { status: 401, body: { error: who.error } };
		if (who.pubkey !== owner)
			return { status: 403, body: { error: 'only the owner of this relay manages it' } };
		return { status: 200, body: answerManagement(body, relay, presentation) };
	}
	return { status: 200, body: `${presentation.name}: a Nostr relay. Open it with a client.` };
}

function answerToken(
	request: IncomingMessage,
	pathname: string,
	around: HttpSurroundings
): Promise<HttpAnswer> {
	const groupId = decodePath(pathname.slice(roomPath.length + 1));
	const description = { ...describeRequest(request, around), authorization: request.headers.authorization };
	if (groupId === undefined) return Promise.resolve({ status: 400, body: 'malformed group id' });
	return answerTokenRequest(groupId, description, around.relay, around.rooms());
}

async function answerWebhook(
	request: IncomingMessage,
	body: string,
	around: HttpSurroundings
): Promise<HttpAnswer> {
	try {
		await around.hearWebhook(body, request.headers.authorization);
		return { status: 200 };
	} catch (cause) {
		return { status: 401, body: cause instanceof Error ? cause.message : String(cause) };
	}
}

/** Tests and people on this machine tell the relay to misbehave. No CORS: no web page may. */
function control(
	request: IncomingMessage,
	name: string | null,
	body: string,
	around: HttpSurroundings
): HttpAnswer {
	const headers = { 'Access-Control-Allow-Origin': 'null' };
	if (!isLoopback(request.socket.remoteAddress))
		return { status: 403, body: 'only from this machine', headers };
	if (request.method === 'DELETE') {
		around.behave(misbehaviours.find((known) => known === name));
		return { status: 204, headers };
	}
	const isJson = request.headers['content-type'] === 'application/json';
	if (request.method !== 'POST' || !isJson)
		return { status: 405, body: 'POST application/json or DELETE', headers };
	const order = parseJsonRecord(body);
	const known = misbehaviours.find((misbehaviour) => misbehaviour === order?.['name']);
	if (!known) return { status: 400, body: `name is one of ${misbehaviours.join(', ')}`, headers };
	// The caller is the developer on this machine: the options are taken as they are.
	around.misbehave(known, asRecord(order?.['options']) ?? {});
	return { status: 204, headers };
}

/** The request as a NIP-98 event describes it. A proxy in front says that it spoke TLS. */
function describeRequest(request: IncomingMessage, { clock }: HttpSurroundings) {
	const scheme = request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
	const url = `${scheme}://${request.headers.host ?? ''}${request.url ?? '/'}`;
	return { url, method: request.method ?? '', now: clock() };
}

function decodePath(path: string): string | undefined {
	try {
		return decodeURIComponent(path);
	} catch {
		return undefined;
	}
}

function isLoopback(address: string | undefined): boolean {
	return address !== undefined && /^(::1|(::ffff:)?127\.)/.test(address);
}
