/**
 * BlurHash (https://blurha.sh): a picture in thirty characters, to be seen while the picture itself is on its way.
 * Cosine waves of linear light, their amplitudes quantised and written in base 83.
 */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

/** Red, green and blue as linear light, 0-1. */
type Light = [number, number, number];

/** Pixels in rows, four bytes each: red, green, blue, opacity. */
export interface Pixels {
	readonly data: ArrayLike<number>;
	readonly width: number;
	readonly height: number;
}

/** Encodes small pixels (some 32 on a side are enough): four waves along the longer side, three along the other. */
export function encodeBlurhash({ data, width, height }: Pixels): string {
	const [across, down] = width >= height ? [4, 3] : [3, 4];
	const waves: Light[] = [];
	for (let y = 0; y < down; y += 1) {
		for (let x = 0; x < across; x += 1) waves.push(amplitude({ data, width, height }, x, y));
	}
	const [average = [0, 0, 0], ...others] = waves;
	const loudest = Math.max(...others.flat().map(Math.abs));
	const step = Math.max(0, Math.min(82, Math.floor(loudest * 166 - 0.5)));
	const scale = (step + 1) / 166;
	const level = (value: number): number =>
		Math.max(0, Math.min(18, Math.floor(signedPower(value / scale, 0.5) * 9 + 9.5)));
	return [
		write(across - 1 + (down - 1) * 9, 1),
		write(step, 1),
		write(
			average.reduce((number, value) => number * 256 + toByte(value), 0),
			4
		),
		...others.map((wave) =>
			write(
				wave.reduce((number, value) => number * 19 + level(value), 0),
				2
			)
		)
	].join('');
}

/** Paints a hash as opaque pixels of the given size; undefined when it is none. Never throws. */
export function decodeBlurhash(
	hash: string,
	width: number,
	height: number
): Uint8ClampedArray<ArrayBuffer> | undefined {
	const size = read(hash.slice(0, 1));
	const across = (size % 9) + 1;
	const down = Math.floor(size / 9) + 1;
	if (!(size >= 0) || hash.length !== 4 + 2 * across * down || !(read(hash) >= 0)) return undefined;
	const scale = (read(hash.slice(1, 2)) + 1) / 166;
	const average = read(hash.slice(2, 6));
	const waves: Light[] = [[toLight(average >> 16), toLight((average >> 8) & 255), toLight(average & 255)]];
	for (let at = 6; at < hash.length; at += 2) {
		const value = read(hash.slice(at, at + 2));
		const levels = [Math.floor(value / 361), Math.floor(value / 19) % 19, value % 19];
		waves.push(levels.map((level) => signedPower((level - 9) / 9, 2) * scale) as Light);
	}
	const pixels = new Uint8ClampedArray(width * height * 4);
	for (let at = 0; at < width * height; at += 1) {
		const light = lightAt(waves, across, (at % width) / width, Math.floor(at / width) / height);
		pixels.set([...light.map(toByte), 255], at * 4);
	}
	return pixels;
}

/** How much of a wave is in the pixels. */
function amplitude({ data, width, height }: Pixels, across: number, down: number): Light {
	const sum: Light = [0, 0, 0];
	for (let y = 0; y < height; y += 1) {
		for (let x = 0; x < width; x += 1) {
			const wave = Math.cos((Math.PI * across * x) / width) * Math.cos((Math.PI * down * y) / height);
			for (const channel of [0, 1, 2] as const) {
				sum[channel] += wave * toLight(data[(y * width + x) * 4 + channel] ?? 0);
			}
		}
	}
	const share = (across === 0 && down === 0 ? 1 : 2) / (width * height);
	return sum.map((value) => value * share) as Light;
}

/** `x` and `y` from 0 to 1. */
function lightAt(waves: readonly Light[], across: number, x: number, y: number): Light {
	const light: Light = [0, 0, 0];
	for (const [at, wave] of waves.entries()) {
		const height = Math.cos(Math.PI * x * (at % across)) * Math.cos(Math.PI * y * Math.floor(at / across));
		for (const channel of [0, 1, 2] as const) light[channel] += wave[channel] * height;
	}
	return light;
}

function toLight(byte: number): number {
	const value = byte / 255;
	return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function toByte(light: number): number {
	const value = Math.max(0, Math.min(1, light));
	return Math.round((value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055) * 255);
}

function signedPower(value: number, power: number): number {
	return Math.sign(value) * Math.abs(value) ** power;
}

function write(value: number, length: number): string {
	let text = '';
	for (let rest = value, at = 0; at < length; at += 1, rest = Math.floor(rest / 83)) {
		text = (digits[rest % 83] ?? '') + text;
	}
	return text;
}

/** NaN when a character is none of the 83. */
function read(text: string): number {
	return [...text].reduce((value, digit) => {
		const at = digits.indexOf(digit);
		return at < 0 ? NaN : value * 83 + at;
	}, 0);
}
