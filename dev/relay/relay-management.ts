import { isHexKey } from '../../src/lib/protocol/event.ts';
import { parseJsonRecord } from '../../src/lib/protocol/json-value.ts';
import type { GroupRelay } from './group-relay.ts';
import type { Presentation } from './relay-document.ts';

type Method = (params: readonly string[]) => unknown;

/** The management methods of NIP-86 that the relay has, for the caller whom the owner's key has proved. */
export function answerManagement(body: string, relay: GroupRelay, presentation: Presentation): object {
	const request = parseJsonRecord(body);
	const params = Array.isArray(request?.['params']) ? (request['params'] as unknown[]).map(String) : [];
	const methods = methodsOf(relay, presentation);
	const method = methods.get(String(request?.['method']));
	if (!method) return { result: null, error: 'unknown method' };
	const result = method(params);
	return result === undefined ? { result: null, error: 'invalid parameters' } : { result };
}

function methodsOf({ banned, store }: GroupRelay, presentation: Presentation): Map<string, Method> {
	const methods = new Map<string, Method>([
		['banpubkey', ([pubkey, reason = '']) => ban(banned, pubkey, reason)],
		['unbanpubkey', ([pubkey]) => (banned.delete(pubkey ?? '') ? true : undefined)],
		['listbannedpubkeys', () => [...banned].map(([pubkey, reason]) => ({ pubkey, reason }))],
		['banevent', ([id]) => (store.deleteId(id ?? '') ? true : undefined)],
		['changerelayname', ([name]) => change(presentation, { name })],
		['changerelaydescription', ([description]) => change(presentation, { description })],
		['changerelayicon', ([icon]) => change(presentation, { icon })]
	]);
	return methods.set('supportedmethods', () => [...methods.keys()]);
}

function ban(banned: Map<string, string>, pubkey: string | undefined, reason: string): true | undefined {
	if (!isHexKey(pubkey)) return undefined;
	banned.set(pubkey, reason);
	return true;
}

function change(
	presentation: Presentation,
	part: { [Field in keyof Presentation]?: string }
): true | undefined {
	if (!Object.values<unknown>(part).every((value) => typeof value === 'string')) return undefined;
	Object.assign(presentation, part);
	return true;
}
