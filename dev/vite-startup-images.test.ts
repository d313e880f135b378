import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startupGrounds } from '../src/lib/startup-images.ts';
import { drawStartupImage, readPng } from './vite-startup-images.ts';

const icon = readPng(readFileSync('static/icon-512.png'));
const size = { width: 750, height: 1334 };
const png = drawStartupImage(size, startupGrounds.dark, icon);

/** The colour of a pixel of what was drawn: one block of data after the head, rows without a filter. */
function colourAt(x: number, y: number): string {
	const data = 41; // signature, head, and the eight bytes before the data
	const rows = inflateSync(png.subarray(data, data + png.readUInt32BE(33)));
	const at = y * (size.width * 3 + 1) + 1 + x * 3;
	return `#${rows.toString('hex', at, at + 3)}`;
}

test('a startup image has the size of the screen', () => {
	expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size.width, size.height]);
});

test('around the icon, and where its corners are cut, it has the colour of the ground', () => {
	const [left, top] = [(size.width - icon.width) / 2, (size.height - icon.height) / 2];
	for (const [x, y] of [
		[0, 0],
		[size.width - 1, size.height - 1],
		[left, top]
	] as const) {
		expect(colourAt(x, y)).toBe(startupGrounds.dark);
	}
});

test('the icon stands in the middle as it was drawn', () => {
	const [left, top] = [(size.width - icon.width) / 2, (size.height - icon.height) / 2];
	const kinds = new Set<string>();
	for (let y = 0; y < icon.height; y += 32) {
		const at = (y * icon.width + icon.width / 2) * 4;
		if (icon.pixels[at + 3] !== 255) continue;
		const drawn = `#${icon.pixels.toString('hex', at, at + 3)}`;
		expect(colourAt(left + icon.width / 2, top + y)).toBe(drawn);
		kinds.add(drawn);
	}
	// Through its roof, its lamp and its step.
	expect(kinds.size).toBeGreaterThan(2);
});

test('another kind of PNG than ours is not guessed at', () => {
	expect(() => readPng(png)).toThrow('no icon that was drawn here');
});
