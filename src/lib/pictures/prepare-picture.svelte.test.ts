import { expect, test } from 'vitest';
import { decodeBlurhash } from '../protocol/blurhash.ts';
import { cameraPhoto } from '../../../tests/fixtures/camera-photo.ts';
import { bareGif, talkativeGif } from '../../../tests/fixtures/gif.ts';
import { longestSide, preparePicture } from './prepare-picture.ts';

/** A canvas, its left half red and its right half blue. */
function twoHalves(width: number, height: number): OffscreenCanvas {
	const canvas = new OffscreenCanvas(width, height);
	const context = canvas.getContext('2d')!;
	for (const [colour, x] of [
		['#e00000', 0],
		['#0000e0', width / 2]
	] as const) {
		context.fillStyle = colour;
		context.fillRect(x, 0, width / 2, height);
	}
	return canvas;
}

async function colourAt(blob: Blob, x: number, y: number): Promise<string> {
	const bitmap = await createImageBitmap(blob);
	const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
	context.drawImage(bitmap, 0, 0);
	const [red = 0, , blue = 0, opacity] = context.getImageData(
		x * (bitmap.width - 1),
		y * (bitmap.height - 1),
		1,
		1
	).data;
	if (opacity === 0) return 'nothing';
	return red > blue ? 'red' : 'blue';
}

test('a photo taken sideways comes out upright, small, and without a word about where it was taken', async () => {
	const jpeg = await twoHalves(3000, 1500).convertToBlob({ type: 'image/jpeg' });
	const photo = cameraPhoto(new Uint8Array(await jpeg.arrayBuffer()), 6);
	const before = new TextDecoder('latin1').decode(photo);
	expect(before).toContain('Exif');
	expect(before).toContain('51.0504 N');

	const prepared = await preparePicture(new File([photo], 'IMG_2041.jpg', { type: 'image/jpeg' }));
	expect([prepared.width, prepared.height, prepared.type]).toEqual([
		longestSide / 2,
		longestSide,
		'image/jpeg'
	]);
	// Turned to the right: what was on the left is on top.
	expect([await colourAt(prepared.bytes, 0.5, 0), await colourAt(prepared.bytes, 0.5, 1)]).toEqual([
		'red',
		'blue'
	]);
	const after = new TextDecoder('latin1').decode(await prepared.bytes.arrayBuffer());
	expect(after).not.toMatch(/Exif|51\.0504|Porch Phone/);

	const digest = await crypto.subtle.digest('SHA-256', await prepared.bytes.arrayBuffer());
	expect(prepared.hash).toBe(
		[...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
	);
	expect(prepared.size).toBe(prepared.bytes.size);
	const [red = 0, , blue = 255] = decodeBlurhash(prepared.blurhash!, 4, 8)!;
	expect(red).toBeGreaterThan(blue);
});

test('a drawing keeps what one can see through, and is not made larger', async () => {
	const canvas = twoHalves(40, 20);
	canvas.getContext('2d')!.clearRect(0, 0, 20, 20);
	const prepared = await preparePicture(await canvas.convertToBlob({ type: 'image/png' }));
	expect([prepared.width, prepared.height, prepared.type]).toEqual([40, 20, 'image/webp']);
	expect([await colourAt(prepared.bytes, 0, 0), await colourAt(prepared.bytes, 1, 1)]).toEqual([
		'nothing',
		'blue'
	]);
});

test('a GIF goes on moving, without what its program wrote into it', async () => {
	const prepared = await preparePicture(new File([talkativeGif], 'dance.gif', { type: 'image/gif' }));
	expect([prepared.width, prepared.height, prepared.type]).toEqual([1, 1, 'image/gif']);
	expect(new Uint8Array(await prepared.bytes.arrayBuffer())).toEqual(bareGif);
	const decoder = new ImageDecoder({ data: bareGif, type: 'image/gif' });
	await Promise.all([decoder.tracks.ready, decoder.completed]);
	expect(decoder.tracks.selectedTrack?.frameCount).toBe(2);
});

/** A PNG that says it is 10 000 pixels on a side; nothing of it has to be there. */
const hundredMegapixels = Uint8Array.from([
	...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
	...[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10, 8, 2, 0, 0, 0]
]);
const heic = Uint8Array.from('\0\0\0\x10ftypheic\0\0\0\0', (char) => char.charCodeAt(0));

test.each([
	['nothing', 'picture-empty', []],
	['a text that calls itself a JPEG', 'picture-unreadable', ['hello, I am a picture']],
	[
		'a picture that stops after its first bytes',
		'picture-unreadable',
		[Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0, 0, 0, 0)]
	],
	['a hundred megapixels', 'picture-too-large', [hundredMegapixels]],
	['a HEIC where the browser reads none', 'picture-heic', [heic]]
] as const)('%s: %s', async (_, code, parts) => {
	const file = new File([...parts], 'photo.jpg', { type: 'image/jpeg' });
	await expect(preparePicture(file)).rejects.toMatchObject({ code });
});

test('a picture under a wrong name and type is what it is', async () => {
	const png = await twoHalves(8, 8).convertToBlob({ type: 'image/png' });
	const prepared = await preparePicture(new File([png], 'notes.txt', { type: 'text/plain' }));
	expect(prepared.width).toBe(8);
});
