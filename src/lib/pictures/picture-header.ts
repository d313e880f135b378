/** What the first bytes of a file say, whatever its name and its type claim. */

export type PictureFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'heic';

/** The format of a picture, and its size in pixels as it is stored, where that is found. */
export interface PictureHeader {
	readonly format: PictureFormat;
	readonly width?: number;
	readonly height?: number;
}

/** Bytes that hold the size of any picture that a camera makes: before it come at most a preview and a profile. */
export const headerBytes = 262_144;

/** Reads the beginning of a file; undefined when it is no picture that Porch sends. */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (bytes.length < 12) return undefined;
	if (view.getUint16(0) === 0xffd8) return { format: 'jpeg', ...jpegSize(view) };
	const [start, kind] = [textAt(bytes, 0, 4), textAt(bytes, 8, 4)];
	if (start === '\x89PNG') return { format: 'png', ...sizeAt(view, 16, 4) };
	if (start === 'GIF8') return { format: 'gif', ...littleSize(view, 6) };
	if (start === 'RIFF' && kind === 'WEBP') return { format: 'webp', ...webpSize(view, bytes) };
	if (textAt(bytes, 4, 4) !== 'ftyp') return undefined;
	const brands = textAt(bytes, 8, Math.min(view.getUint32(0), 64) - 8);
	if (/avi[fs]/.test(brands)) return { format: 'avif', ...boxedSize(view, bytes) };
	return /hei[cxms]|hev[cx]|mif1/.test(brands) ? { format: 'heic', ...boxedSize(view, bytes) } : undefined;
}

type Size = { width: number; height: number } | undefined;

/** The first frame header (SOFn); what stands before it is skipped by its length. */
function jpegSize(view: DataView): Size {
	for (let at = 2; at + 9 < view.byteLength;) {
		const marker = view.getUint16(at);
		if (marker < 0xff01) return undefined;
		const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
		if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
		// Fill bytes may stand before any marker.
		at += marker === 0xffff ? 1 : 2 + view.getUint16(at + 2);
	}
	return undefined;
}

function webpSize(view: DataView, bytes: Uint8Array): Size {
	if (view.byteLength < 30) return undefined;
	const chunk = textAt(bytes, 12, 4);
	if (chunk === 'VP8X') {
		const read = (at: number): number => 1 + view.getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16);
		return { width: read(24), height: read(27) };
	}
	if (chunk === 'VP8L') {
		const bits = view.getUint32(21, true);
		return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
	}
	return chunk === 'VP8 '
		? { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
		: undefined;
}

/** AVIF and HEIC say the size of each of their parts (`ispe`); the largest is the picture. */
function boxedSize(view: DataView, bytes: Uint8Array): Size {
	let largest: Size;
	for (let at = bytes.indexOf(0x69); at >= 0; at = bytes.indexOf(0x69, at + 1)) {
		if (textAt(bytes, at, 4) !== 'ispe' || at + 16 > bytes.length) continue;
		const size = sizeAt(view, at + 8, 4);
		if (size && size.width * size.height > (largest ? largest.width * largest.height : 0)) largest = size;
	}
	return largest;
}

function sizeAt(view: DataView, at: number, step: number): Size {
	if (at + 2 * step > view.byteLength) return undefined;
	return { width: view.getUint32(at), height: view.getUint32(at + step) };
}

function littleSize(view: DataView, at: number): Size {
	return { width: view.getUint16(at, true), height: view.getUint16(at + 2, true) };
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
	return String.fromCharCode(...bytes.subarray(at, at + Math.max(0, length)));
}
