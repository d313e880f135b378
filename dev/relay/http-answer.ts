import type { ServerResponse } from 'node:http';

/** What the relay answers over HTTP. */
export interface HttpAnswer {
	readonly status: number;
	/** A text is sent as plain text, bytes as they are, anything else as JSON. */
	readonly body?: string | Uint8Array | object;
	readonly headers?: Readonly<Record<string, string>>;
}

/** Browsers of any origin may read every answer, refusals included, and send an `Authorization` header. */
const cors = {
	'Access-Control-Allow-Origin': '*',
	'Access-Control-Allow-Headers': 'Authorization, Accept, Content-Type',
	'Access-Control-Allow-Methods': 'GET, HEAD, POST, OPTIONS',
	'Access-Control-Max-Age': '86400'
};

/** The answer to a preflight. */
export const preflight: HttpAnswer = { status: 204 };

/** Sends an answer. */
export function sendAnswer(response: ServerResponse, { status, body, headers }: HttpAnswer): void {
	const isText = typeof body === 'string';
	const isBytes = body instanceof Uint8Array;
	const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
	const content = isText ? `${body}\n` : isBytes || body === undefined ? body : JSON.stringify(body);
	response.writeHead(status, {
		...cors,
		'X-Content-Type-Options': 'nosniff',
		...(body === undefined || isBytes ? {} : { 'Content-Type': type }),
		...headers
	});
	response.end(content);
}
