import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import type { Plugin } from 'vite';
import {
	startupGrounds,
	startupHolds,
	startupImagePath,
	startupScreens,
	type StartupTheme
} from '../src/lib/startup-images.ts';
import { rowBytes, writePng } from './png.ts';

/** The icon with its own corners, as `npm run icons` draws it. */
const iconFile = 'static/icon-512.png';

/** Four bytes a pixel, row by row. */
interface Bitmap {
	width: number;
	height: number;
	pixels: Buffer;
}

/** Undoes a row's filter (PNG, 9.2) in place: every byte was written less what was expected of it. */
function unfilter(filter: number, row: Buffer, above: Buffer): void {
	for (let at = 0; at < row.length; at += 1) {
		const [left, up, corner] = [
			at < 4 ? 0 : (row[at - 4] ?? 0),
			above[at] ?? 0,
			at < 4 ? 0 : (above[at - 4] ?? 0)
		];
		const paeth = (): number => {
			const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
			return a <= b && a <= c ? left : b <= c ? up : corner;
		};
		const expected = [0, left, up, (left + up) >> 1, paeth()][filter] ?? 0;
		row[at] = (row[at] ?? 0) + expected;
	}
}

/** Reads what our own script draws: eight bits a channel, with transparency, not interlaced. */
export function readPng(file: Buffer): Bitmap {
	const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
	if (file.readUInt32BE(24) !== 0x08060000 || file[28] !== 0)
		throw new Error('This is no icon that was drawn here.');
	const parts: Buffer[] = [];
	for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
		if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
			parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
	}
	const rows = inflateSync(Buffer.concat(parts));
	const pixels = Buffer.alloc(width * height * 4);
	let above = Buffer.alloc(width * 4);
	for (let y = 0; y < height; y += 1) {
		const start = y * (width * 4 + 1);
		const row = rows.subarray(start + 1, start + 1 + width * 4);
		unfilter(rows[start] ?? 0, row, above);
		row.copy(pixels, y * width * 4);
		above = row;
	}
	return { width, height, pixels };
}

/** Half as large: each pixel the mean of four. */
function halve({ width, height, pixels }: Bitmap): Bitmap {
	const half = { width: width / 2, height: height / 2, pixels: Buffer.alloc(pixels.length / 4) };
	for (let at = 0; at < half.pixels.length; at += 1) {
		const [x, y] = [(at >> 2) % half.width, Math.floor((at >> 2) / half.width)];
		const from = (y * 2 * width + x * 2) * 4 + (at & 3);
		const below = from + width * 4;
		const sum =
			(pixels[from] ?? 0) + (pixels[from + 4] ?? 0) + (pixels[below] ?? 0) + (pixels[below + 4] ?? 0);
		half.pixels[at] = Math.round(sum / 4);
	}
	return half;
}

/** A picture of one colour with the icon in its middle, as a PNG without transparency. */
export function drawStartupImage(
	size: { width: number; height: number },
	ground: string,
	icon: Bitmap
): Buffer {
	const colour = Buffer.from(ground.slice(1), 'hex');
	const stride = rowBytes(size.width);
	const rows = Buffer.alloc(stride * size.height);
	for (let y = 0; y < size.height; y += 1) rows.fill(colour, y * stride + 1, (y + 1) * stride);
	const [left, top] = [(size.width - icon.width) >> 1, (size.height - icon.height) >> 1];
	for (let at = 0; at < icon.width * icon.height; at += 1) {
		const alpha = (icon.pixels[at * 4 + 3] ?? 0) / 255;
		const to = (top + Math.floor(at / icon.width)) * stride + 1 + (left + (at % icon.width)) * 3;
		for (const channel of [0, 1, 2]) {
			const [over, under] = [icon.pixels[at * 4 + channel] ?? 0, rows[to + channel] ?? 0];
			rows[to + channel] = Math.round(under + (over - under) * alpha);
		}
	}
	return writePng(size.width, size.height, rows);
}

/**
 * Emits what iPhones and iPads show while the app starts: the icon on the ground of each theme, once for every size of
 * screen. Made at build time, because dozens of pictures of nearly nothing are no source.
 */
export function startupImagesPlugin(): Plugin {
	return {
		name: 'porch-startup-images',
		async generateBundle() {
			if (this.environment.name !== 'client') return;
			const large = readPng(await readFile(iconFile));
			const icons = { 2: halve(large), 3: large };
			for (const screen of startupScreens.flatMap((upright) => Object.values(startupHolds(upright)))) {
				const { width, height, ratio } = screen;
				for (const [theme, ground] of Object.entries(startupGrounds)) {
					this.emitFile({
						type: 'asset',
						fileName: startupImagePath(screen, theme as StartupTheme).slice(1),
						source: drawStartupImage(
							{ width: width * ratio, height: height * ratio },
							ground,
							ratio === 2 ? icons[2] : icons[3]
						)
					});
				}
			}
		}
	};
}
