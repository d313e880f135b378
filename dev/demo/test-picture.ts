/** Small on purpose: two speakers are encoded on the developer's machine. */
export const width = 320;
export const height = 240;

type Colour = readonly [red: number, green: number, blue: number];

/** How a speaker looks from far away. */
export interface Figure {
	/** Top and bottom of the wall behind. */
	readonly wall: readonly [Colour, Colour];
	readonly hair: Colour;
	readonly skin: Colour;
	readonly shirt: Colour;
}

interface Layers {
	wall: number[][];
	hair: number[];
	skin: number[];
	shirt: number[];
}

/** BT.601, as cameras send it: luma, blue and red difference. */
function toYuv([red, green, blue]: Colour): number[] {
	return [
		16 + 0.257 * red + 0.504 * green + 0.098 * blue,
		128 - 0.148 * red - 0.291 * green + 0.439 * blue,
		128 + 0.439 * red - 0.368 * green - 0.071 * blue
	];
}

function mix([from, to]: readonly [Colour, Colour], share: number): Colour {
	const between = (index: 0 | 1 | 2): number => from[index] + (to[index] - from[index]) * share;
	return [between(0), between(1), between(2)];
}

function layersOf({ wall, hair, skin, shirt }: Figure): Layers {
	const rows = Array.from({ length: height }, (_, y) => toYuv(mix(wall, y / height)));
	return { wall: rows, hair: toYuv(hair), skin: toYuv(skin), shirt: toYuv(shirt) };
}

function isInside(
	x: number,
	y: number,
	centre: { x: number; y: number },
	across: number,
	down: number
): boolean {
	return ((x - centre.x) / across) ** 2 + ((y - centre.y) / down) ** 2 < 1;
}

/**
 * Returns a camera for a speaker: called with a time in seconds, it gives a frame in I420. Somebody sways before a
 * wall, so that one sees whether the picture moves, in the middle, where a tall tile does not cut them off.
 */
export function cameraOf(figure: Figure): (seconds: number) => Uint8Array {
	const layers = layersOf(figure);
	return (seconds) => {
		const head = { x: width / 2 + Math.sin(seconds * 1.3) * 20, y: 112 + Math.sin(seconds * 2.6) * 4 };
		const body = { x: width / 2 + Math.sin(seconds * 1.3) * 8, y: height + 20 };
		const colourAt = (x: number, y: number): number[] => {
			if (isInside(x, y, head, 38, 46)) return layers.skin;
			if (isInside(x, y, body, 88, 84)) return layers.shirt;
			const isHair = isInside(x, y, { x: head.x, y: head.y - 14 }, 46, 46);
			return isHair ? layers.hair : (layers.wall[y] ?? layers.hair);
		};
		return paint(colourAt);
	};
}

function paint(colourAt: (x: number, y: number) => number[]): Uint8Array {
	const size = width * height;
	const frame = new Uint8Array((size * 3) / 2);
	for (let y = 0; y < height; y += 1) {
		for (let x = 0; x < width; x += 1) {
			const [luma = 0, blue = 128, red = 128] = colourAt(x, y);
			frame[y * width + x] = luma;
			if (x % 2 === 1 || y % 2 === 1) continue;
			const at = (y * width) / 4 + x / 2;
			frame[size + at] = blue;
			frame[size + size / 4 + at] = red;
		}
	}
	return frame;
}
