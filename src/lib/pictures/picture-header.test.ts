import { expect, test } from 'vitest';
import { readPictureHeader } from './picture-header.ts';

const text = (value: string) => [...value].map((char) => char.charCodeAt(0));
const u16 = (value: number) => [value >> 8, value & 255];
const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
const l16 = (value: number) => u16(value).reverse();
const zeros = (count: number) => Array<number>(count).fill(0);
const l24 = (value: number) => [...l16(value & 0xffff), value >> 16];
const box = (kind: string, ...body: number[]) => [...u32(8 + body.length), ...text(kind), ...body];
const read = (...bytes: number[]) => readPictureHeader(Uint8Array.from(bytes));

const exif = [0xff, 0xe1, ...u16(6), ...text('Exif')];
const frame = [0xff, 0xc2, ...u16(17), 8, ...u16(3024), ...u16(4032), 3, 1, 0];
const ispe = (width: number, height: number) => box('ispe', 0, 0, 0, 0, ...u32(width), ...u32(height));

test.each([
	['a JPEG behind its camera’s notes', [0xff, 0xd8, ...exif, ...frame], 'jpeg', 4032, 3024],
	['a JPEG with fill bytes', [0xff, 0xd8, 0xff, ...exif, 0xff, 0xff, ...frame], 'jpeg', 4032, 3024],
	['a PNG', [0x89, ...text('PNG\r\n\x1a\n'), ...box('IHDR', ...u32(10_000), ...u32(10_001))], 'png', 0, 0],
	['a GIF', [...text('GIF89a'), ...l16(320), ...l16(200), 0, 0], 'gif', 320, 200],
	[
		'a WebP with parts',
		[...text('RIFF'), 0, 0, 0, 0, ...text('WEBPVP8X'), ...zeros(8), ...l24(99_999), ...l24(9), 0, 0],
		'webp',
		100_000,
		10
	],
	[
		'a lossy WebP',
		[...text('RIFF'), 0, 0, 0, 0, ...text('WEBPVP8 '), ...zeros(10), ...l16(640), ...l16(480), 0, 0],
		'webp',
		640,
		480
	],
	[
		'a HEIC of tiles',
		[...box('ftyp', ...text('heic'), 0, 0, 0, 0), ...ispe(512, 512), ...ispe(4032, 3024)],
		'heic',
		4032,
		3024
	],
	[
		'an AVIF that calls itself an image sequence',
		[...box('ftyp', ...text('mif1'), 0, 0, 0, 0, ...text('avif')), ...ispe(64, 32)],
		'avif',
		64,
		32
	]
] as const)('the format and size of %s', (name, bytes, format, width, height) => {
	const size = name === 'a PNG' ? { width: 10_000, height: 10_001 } : { width, height };
	expect(read(...(bytes as readonly number[]))).toEqual({ format, ...size });
});

test.each([
	['text', text('this is no picture at all')],
	['a page', text('<svg xmlns="http://www.w3.org/2000/svg"/>')],
	['a film', [...box('ftyp', ...text('isom'), 0, 0, 0, 0), 0, 0, 0, 0]],
	['nothing', []],
	['a sound', [...text('RIFF'), 0, 0, 0, 0, ...text('WAVE'), 0, 0]]
])('%s is no picture', (_, bytes) => {
	expect(read(...bytes)).toBeUndefined();
});

test.each([
	['a JPEG', [0xff, 0xd8, ...exif, 0, 0, 0, 0, 0, 0], 'jpeg'],
	['a PNG', [0x89, ...text('PNG\r\n\x1a\n'), 0, 0, 0, 0], 'png'],
	['a WebP', [...text('RIFF'), 0, 0, 0, 0, ...text('WEBP')], 'webp'],
	['a HEIC', [...box('ftyp', ...text('heic'), 0, 0, 0, 0), ...text('xxispe')], 'heic']
])('%s that is cut off has a format and no size', (_, bytes, format) => {
	expect(read(...bytes)).toEqual({ format });
});
