import qrcode from 'qrcode-generator';
import { expect, test } from 'vitest';
import { readPixels } from './code-pixels';

const invite = 'https://porch.example/relay.example/garden#invite=ladle-42';

/** A code as a camera sees it: turned, in uneven light, on grey paper. Drawn by another library than reads it. */
function photograph(text: string, degrees: number): ImageData {
	const code = qrcode(0, 'M');
	code.addData(String.fromCharCode(...new TextEncoder().encode(text)));
	code.make();
	const [width, height, module] = [640, 480, 8];
	const half = (code.getModuleCount() * module) / 2;
	const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
	const data = new Uint8ClampedArray(width * height * 4);
	for (let at = 0; at < width * height; at += 1) {
		const [x, y] = [(at % width) - width / 2, Math.floor(at / width) - height / 2];
		const column = Math.floor((x * cos + y * sin + half) / module);
		const row = Math.floor((y * cos - x * sin + half) / module);
		const inside = Math.min(row, column) >= 0 && Math.max(row, column) < code.getModuleCount();
		const light = (inside && code.isDark(row, column) ? 40 : 190) + (x / width) * 60;
		data.set([light, light, light, 255], at * 4);
	}
	return { width, height, data, colorSpace: 'srgb' };
}

test.each([0, 7, 45, 180])('a code that is turned by %i degrees is read', (degrees) => {
	expect(readPixels(photograph(invite, degrees), false)).toEqual([invite]);
});

test('letters of any script are read', () => {
	expect(readPixels(photograph('Grüße 👋 お茶', 3), true)).toEqual(['Grüße 👋 お茶']);
});

test.each([true, false])('where there is no code, nothing is found (a still picture: %s)', (isStill) => {
	const stripes = Uint8ClampedArray.from({ length: 320 * 240 * 4 }, (_, at) => ((at >> 5) % 3) * 100);
	const pixels = { width: 320, height: 240, data: stripes, colorSpace: 'srgb' } as ImageData;
	expect(readPixels(pixels, isStill)).toEqual([]);
});
