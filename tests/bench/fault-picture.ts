import { crc32, deflateSync } from 'node:zlib';
import type { Dice } from './dice.ts';

/** A small picture that nobody else has, as a file of a phone. */
export interface Picture {
	/** `<width>x<height>`, by which it is known again. */
	readonly size: string;
	readonly file: { name: string; mimeType: string; buffer: Buffer };
}

/** Pixels on a side: of noise, so that the file is more than one packet. */
const SIDE = 100;

/** The picture of a person's message, both counted from 1. No other one has its size. */
export function drawPicture(dice: Dice, person: number, message: number): Picture {
	const [width, height] = [SIDE + message, SIDE + person];
	const buffer = png(width, height, () => dice.between(0, 255));
	return { size: `${width}x${height}`, file: { name: 'noise.png', mimeType: 'image/png', buffer } };
}

/** A PNG of three bytes a pixel. */
function png(width: number, height: number, byte: () => number): Buffer {
	const row = 1 + width * 3;
	// Each row begins with how it is filtered: not at all.
	const pixels = Uint8Array.from({ length: row * height }, (_, at) => (at % row === 0 ? 0 : byte()));
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 2], 8);
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	const data = chunk('IDAT', deflateSync(pixels));
	return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, data: Buffer): Buffer {
	const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
	const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(data.length);
	sum.writeUInt32BE(crc32(named));
	return Buffer.concat([length, named, sum]);
}
