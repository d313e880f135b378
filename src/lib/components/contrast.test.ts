import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Lightness 0-1, chroma, hue in degrees. */
type Oklch = readonly [number, number, number];
type Tokens = ReadonlyMap<string, string>;

const components = import.meta.dirname;
const read = (path: string): string => readFileSync(join(components, path), 'utf8');
const stylesheet = read('../../app.css');

/** The custom properties of the first rule with this selector. */
function tokensOf(selector: string): Tokens {
	const at = stylesheet.indexOf(`\n${selector} {`);
	if (at < 0) throw new Error(`app.css has no rule for ${selector}`);
	const rule = stylesheet.slice(at).split('}')[0] ?? '';
	return new Map(
		[...rule.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value])
	);
}

const light = tokensOf(':root');
const lightTint = tokensOf('.tinted');
const dark = new Map([...light, ...tokensOf("[data-theme='dark']")]);
const darkTint = tokensOf("[data-theme='dark'] .tinted,\n[data-theme='dark'].tinted");

/** Reads `oklch(98% 0.1 calc(var(--hue) + 30))`, and follows `var(--ink)`, with a hue for whatever the rule sets. */
function parseColour(text: string, tokens: Tokens, hue: number): Oklch {
	const reference = /^var\((--[\w-]+)\)$/.exec(text.trim());
	if (reference) return parseColour(tokens.get(reference[1] ?? '') ?? '', tokens, hue);
	const parts =
		/^oklch\(([\d.]+)% ([\d.]+) (?:([\d.]+)|(?:calc\()?var\(--(?:hue|face)\)(?: ([+-]) (\d+)\))?)\)$/.exec(
			text.trim()
		);
	if (!parts) throw new Error(`No colour that this test can read: ${text}`);
	const [, lightness, chroma, fixed, sign, turn = '0'] = parts;
	const turned = hue + (sign === '-' ? -Number(turn) : Number(turn));
	return [Number(lightness) / 100, Number(chroma), fixed === undefined ? turned : Number(fixed)];
}

/** Relative luminance (WCAG) as a screen shows it: what is outside sRGB is clipped. */
function luminance([lightness, chroma, hue]: Oklch): number {
	const a = chroma * Math.cos((hue * Math.PI) / 180);
	const b = chroma * Math.sin((hue * Math.PI) / 180);
	const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	const clip = (value: number): number => Math.min(1, Math.max(0, value));
	const red = clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
	const green = clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
	const blue = clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Oklch, other: Oklch): number {
	const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (lighter + 0.05) / (darker + 0.05);
}

/** The lowest contrast over hues, with the hue it is at. */
function lowest(
	front: string,
	back: string,
	tokens: Tokens,
	hues: readonly number[]
): { ratio: number; hue: number } {
	const all = hues.map((hue) => ({
		hue,
		ratio: contrast(parseColour(front, tokens, hue), parseColour(back, tokens, hue))
	}));
	return all.reduce((least, each) => (each.ratio < least.ratio ? each : least));
}

const range = (from: number, to: number): number[] =>
	Array.from({ length: to - from + 1 }, (_, at) => from + at);
const groupHues = range(125, 355);
const personHues = range(0, 359);

const text: [string, string][] = [
	['--ink', '--ground'],
	['--ink', '--raised'],
	['--ink', '--sunken'],
	['--quiet', '--ground'],
	['--quiet', '--raised'],
	['--quiet', '--sunken'],
	['--danger', '--ground'],
	['--danger', '--raised'],
	['--danger', '--danger-soft'],
	['--ink', '--danger-soft'],
	['--fine', '--ground'],
	['--lamp-ink', '--ground'],
	['--lamp-ink', '--lamp-soft'],
	['--on-accent', '--accent'],
	['--accent', '--ground'],
	['--accent', '--raised'],
	['--accent', '--sunken'],
	['--accent', '--accent-soft'],
	['--ink', '--accent-soft'],
	['--quiet', '--accent-soft']
];
/** Boundaries and states: a field, a switch, the lamp's ring, the focus ring. */
const shapes: [string, string][] = [
	['--control', '--ground'],
	['--control', '--raised'],
	['--control', '--sunken'],
	['--lamp', '--ground'],
	['--lamp', '--raised'],
	['--focus-outer', '--ground'],
	['--focus-outer', '--focus-inner']
];

test('black on white is the highest contrast there is', () => {
	expect(contrast([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 1);
});

describe.each([
	['light', light, lightTint],
	['dark', dark, darkTint]
])('in the %s theme', (_, plain, tint) => {
	const grounds: [string, Tokens, number[]][] = [
		['outside groups', plain, [0]],
		['in groups of every colour', new Map([...plain, ...tint]), groupHues]
	];
	describe.each(grounds)('%s', (_where, tokens, hues) => {
		test.each(text)('%s can be read on %s', (front, back) => {
			expect(lowest(`var(${front})`, `var(${back})`, tokens, hues).ratio).toBeGreaterThanOrEqual(4.5);
		});
		test.each(shapes)('%s can be told from %s', (front, back) => {
			expect(lowest(`var(${front})`, `var(${back})`, tokens, hues).ratio).toBeGreaterThanOrEqual(3);
		});
	});
});

/** The colours of the gradients that a component draws, and of the letter on them. */
function gradientOf(component: string): { stops: string[]; letter: string } {
	const style = read(component);
	const gradient = style.slice(style.indexOf('linear-gradient(')).split(';')[0] ?? '';
	const stops = gradient.match(/oklch\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g) ?? [];
	return { stops, letter: /color: (oklch\([^)]+\))/.exec(style)?.[1] ?? '' };
}

test.each([
	['Face.svelte', personHues],
	['Crest.svelte', groupHues]
])('the initial on a %s can be read, whatever its colour', (component, hues) => {
	const { stops, letter } = gradientOf(component);
	expect(stops).toHaveLength(2);
	for (const stop of stops) expect(lowest(letter, stop, light, hues).ratio).toBeGreaterThanOrEqual(3);
});

test('the name over a message can be read, whoever wrote it', () => {
	const [inLight = '', inDark = ''] = [
		...read('conversation/MessageBubble.svelte').matchAll(/color: (oklch\(.+var\(--face\)\));/g)
	].map(([, colour]) => colour);
	expect(lowest(inLight, 'var(--raised)', light, personHues).ratio).toBeGreaterThanOrEqual(4.5);
	expect(lowest(inDark, 'var(--raised)', dark, personHues).ratio).toBeGreaterThanOrEqual(4.5);
});
