import { rowBytes, writePng } from '../../dev/png.ts';
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
	const buffer = noise(width, height, () => dice.between(0, 255));
	return { size: `${width}x${height}`, file: { name: 'noise.png', mimeType: 'image/png', buffer } };
}

/** A PNG of noise. */
function noise(width: number, height: number, byte: () => number): Buffer {
	const row = rowBytes(width);
	const rows = Uint8Array.from({ length: row * height }, (_, at) => (at % row === 0 ? 0 : byte()));
	return writePng(width, height, rows);
}
