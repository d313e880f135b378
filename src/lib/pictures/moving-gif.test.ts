import { expect, test } from 'vitest';
import { bareGif, gifBlocks, talkativeGif } from '../../../tests/fixtures/gif.ts';
import { bareMovingGif } from './moving-gif.ts';

const { header, loop, timing, frames, end } = gifBlocks;
const [black, white] = frames as [number[], number[]];
const gif = (...blocks: (readonly number[])[]): Uint8Array => Uint8Array.from(blocks.flat());
/** With a palette of its own, of eight colours. */
const colourful = [...black.slice(0, 9), 0x82, ...Array.from({ length: 24 }, () => 7), ...black.slice(10)];

test('what a program says of itself, of the place and the time, does not go along', () => {
	expect(bareMovingGif(talkativeGif)).toEqual(bareGif);
	expect(bareMovingGif(bareGif)).toEqual(bareGif);
});

test.each<[string, Uint8Array]>([
	['without a palette for all', gif([...header.slice(0, 10), 0, 0, 0], colourful, colourful, end)],
	['with palettes of its pictures', gif(header, colourful, white, end)]
])('a GIF %s is kept whole', (_what, bytes) => {
	expect(bareMovingGif(bytes)).toEqual(bytes);
});

test.each<[string, Uint8Array]>([
	['nothing', gif()],
	['no more than its start', gif(header)],
	['one picture', gif(header, loop, timing, black, end)],
	['no end', gif(header, black, white)],
	['half a picture', gif(header, black, white.slice(0, -2))],
	['an extension that is longer than the file', gif(header, black, white, [0x21, 0xfe, 255, 1], end)],
	['a block that there is not', gif(header, black, [0x99], white, end)]
])('a GIF of %s is none that moves', (_what, bytes) => {
	expect(bareMovingGif(bytes)).toBeUndefined();
});

test('cut off anywhere, it is none that moves, and nothing is thrown', () => {
	for (let length = 0; length < bareGif.length; length += 1)
		expect(bareMovingGif(bareGif.subarray(0, length))).toBeUndefined();
});
