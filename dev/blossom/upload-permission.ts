import { parseEvent, tagValue, tagValues, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { verifyEvent } from '../../src/lib/protocol/signature.ts';

/** Seconds that a client's clock may be ahead. */
const tolerance = 60;

/** Who uploads the file with this hash, by the `Authorization` header (BUD-11), or what is wrong with it. */
export function readUploadPermission(
	header: string | undefined,
	file: { readonly hash: string; readonly now: number; readonly host: string }
): { pubkey: string } | { error: string } {
	if (!header) return { error: 'Missing Auth event' };
	const event = readHeader(header);
	if (!event) return { error: 'The Auth event cannot be read' };
	const error = judge(event, file);
	return error === undefined ? { pubkey: event.pubkey } : { error };
}

/** Who says to be the uploader, which is not checked. */
export function uploaderOf(header: string | undefined): string | undefined {
	return header === undefined ? undefined : readHeader(header)?.pubkey;
}

function readHeader(header: string): NostrEvent | undefined {
	const [, base64] = /^Nostr +([\w+/=-]+)$/i.exec(header) ?? [];
	// Both alphabets, as BUD-11 has it.
	return base64 === undefined ? undefined : parse(Buffer.from(base64, 'base64').toString('utf8'));
}

function parse(text: string): NostrEvent | undefined {
	try {
		return parseEvent(JSON.parse(text));
	} catch {
		return undefined;
	}
}

function judge(event: NostrEvent, file: { hash: string; now: number; host: string }): string | undefined {
	if (event.kind !== kinds.uploadAuth) return 'The Auth event is of another kind';
	if (!verifyEvent(event)) return 'The Auth event is not signed by its author';
	if (event.created_at > file.now + tolerance) return 'The Auth event is from the future';
	if (!(Number(tagValue(event, 'expiration')) > file.now)) return 'The Auth event is expired';
	if (tagValue(event, 't') !== 'upload') return 'The Auth event is not for uploading';
	const servers = tagValues(event, 'server');
	if (servers.length > 0 && !servers.includes(file.host)) return 'The Auth event is for another server';
	if (!tagValues(event, 'x').includes(file.hash)) return 'The Auth event is for another file';
	return undefined;
}
