/** What starts a block (GIF89a, section 17 and following). */
const block = { extension: 0x21, image: 0x2c, trailer: 0x3b } as const;
/** What an extension is: how long a frame stays, or what an application wants. */
const label = { graphicControl: 0xf9, application: 0xff } as const;
/** The applications whose word is how often it starts again; all else may say who made it, where and when. */
const loops = ['NETSCAPE2.0', 'ANIMEXTS1.0'];
/** Bytes: signature, version and screen. */
const headerLength = 13;
/** Bytes of an image's place, size and flags, its first byte included. */
const imageLength = 10;

/**
 * A GIF that moves, with nothing in it but its pictures and their timing: no comments, no notes of programs, nothing
 * after its end. Undefined for one that stands still, and for one that is not whole.
 */
export function bareMovingGif(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
	const kept: Uint8Array[] = [];
	let pictures = 0;
	let at = headerLength + paletteLength(bytes[10]);
	kept.push(bytes.subarray(0, at));
	for (;;) {
		const end = endOf(bytes, at);
		if (end === undefined) return undefined;
		if (isShown(bytes, at)) kept.push(bytes.subarray(at, end));
		if (bytes[at] === block.image) pictures += 1;
		if (bytes[at] === block.trailer) return pictures > 1 ? joined(kept) : undefined;
		at = end;
	}
}

/** Where the block that starts there ends; undefined when it is none, or not all of it is there. */
function endOf(bytes: Uint8Array, at: number): number | undefined {
	switch (bytes[at]) {
		case block.trailer:
			return at + 1;
		case block.extension:
			return endOfParts(bytes, at + 2);
		case block.image:
			// After the palette one byte says how long the codes are.
			return endOfParts(bytes, at + imageLength + paletteLength(bytes[at + imageLength - 1]) + 1);
		default:
			return undefined;
	}
}

/** Parts of at most 255 bytes follow each other, each behind its length; one of no length is the last. */
function endOfParts(bytes: Uint8Array, from: number): number | undefined {
	let at = from;
	for (let length = bytes[at]; length !== 0; length = bytes[at]) {
		if (length === undefined) return undefined;
		at += length + 1;
	}
	return at + 1;
}

function isShown(bytes: Uint8Array, at: number): boolean {
	if (bytes[at] !== block.extension || bytes[at + 1] === label.graphicControl) return true;
	const name = String.fromCharCode(...bytes.subarray(at + 3, at + 14));
	return bytes[at + 1] === label.application && loops.includes(name);
}

/** Bytes of the palette that these flags announce. */
function paletteLength(flags = 0): number {
	return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
