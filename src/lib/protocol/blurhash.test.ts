import { expect, test } from 'vitest';
import { decodeBlurhash, encodeBlurhash, type Pixels } from './blurhash.ts';

function pixelsOf(width: number, height: number, colour: (x: number, y: number) => number[]): Pixels {
	const data: number[] = [];
	for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data.push(...colour(x, y), 255);
	return { data, width, height };
}

function averageOf(data: ArrayLike<number>): number[] {
	const pixels = data.length / 4;
	return [0, 1, 2].map((channel) => {
		let sum = 0;
		for (let at = channel; at < data.length; at += 4) sum += data[at] ?? 0;
		return Math.round(sum / pixels);
	});
}

// What another implementation (blurhash 1.1.5 for Python) says to the same pixels.
test('a picture has the hash that others give it', () => {
	const pixels = pixelsOf(8, 6, (x, y) => [
		(x * 31 + y * 7) % 256,
		(x * 5 + y * 41) % 256,
		(255 - x * 13 - y * 11) % 256
	]);
	expect(encodeBlurhash(pixels)).toBe('LwHB+M77WIxwqqR=j]j1V#j]j[a#');
});

test('a hash is painted as others paint it', () => {
	const painted = [...(decodeBlurhash('LEHV6nWB2yk8pyo0adR*.7kCMdnj', 3, 2) ?? [])];
	const others = [
		[135, 164, 177, 255, 172, 177, 175, 255, 170, 175, 172, 255],
		[120, 148, 162, 255, 150, 128, 125, 255, 150, 135, 125, 255]
	].flat();
	expect(painted).toHaveLength(others.length);
	for (const [at, value] of painted.entries()) expect(Math.abs(value - (others[at] ?? 0))).toBeLessThan(2);
});

test.each([
	['one colour', pixelsOf(4, 4, () => [200, 60, 20])],
	['black', pixelsOf(4, 4, () => [0, 0, 0])],
	['white', pixelsOf(4, 4, () => [255, 255, 255])],
	['a single pixel', pixelsOf(1, 1, () => [1, 2, 3])],
	['tall', pixelsOf(2, 32, (_, y) => [y * 8, 0, 0])]
])('%s looks alike after it was a hash', (_, pixels) => {
	const hash = encodeBlurhash(pixels);
	expect(hash).toMatch(/^[\x21-\x7e]{28}$/);
	const painted = decodeBlurhash(hash, 8, 8);
	const expected = averageOf(pixels.data);
	for (const [at, value] of averageOf(painted ?? []).entries()) {
		expect(Math.abs(value - (expected[at] ?? 0))).toBeLessThan(30);
	}
});

test.each([
	'',
	'L',
	'LEHV6n',
	'LEHV6nWB2yk8pyo0adR*.7kCMdn',
	'LEHV6nWB2yk8pyo0adR*.7kCMdnjj',
	'L"HV6nWB2yk8pyo0adR*.7kCMdnj',
	'~~~~~~'
])('%j is no hash', (hash) => {
	expect(decodeBlurhash(hash, 4, 4)).toBeUndefined();
});
