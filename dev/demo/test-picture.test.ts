import { expect, test } from 'vitest';
import { cameraOf, height, width } from './test-picture.ts';

const camera = cameraOf({
	wall: [
		[0, 0, 0],
		[0, 0, 0]
	],
	hair: [0, 0, 0],
	skin: [255, 255, 255],
	shirt: [255, 0, 0]
});

test('a frame has one luma for each pixel and one chroma for each four', () => {
	expect(camera(0)).toHaveLength(width * height * 1.5);
});

test('a white face is in the middle, on a black wall', () => {
	const frame = camera(0);
	expect(frame[112 * width + width / 2]).toBe(235);
	expect(frame[0]).toBe(16);
});

test('the picture moves', () => {
	expect(camera(0.1)).not.toEqual(camera(0));
});
