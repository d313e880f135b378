/**
 * `npm run icons`: draws the app's icons anew. What it draws is committed. A porch at
 * night with its lamp lit: amber means that people are in.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderAll } from './render-svg.ts';

const night = '#1b1712';
const paper = '#fcfaf7';
const amber = '#f5a524';

/** The mark in a square of 100: roof, two posts, a step and the lamp between them. */
function mark(line: string, lamp: string, glow: boolean): string {
	const light = glow
		? `<circle cx="50" cy="45" r="25" fill="${lamp}" opacity=".16"/><circle cx="50" cy="45" r="16" fill="${lamp}" opacity=".22"/>`
		: '';
	return `${light}<g fill="none" stroke="${line}" stroke-width="6.5" stroke-linecap="round" stroke-linejoin="round">
<path d="M18 42L50 18l32 24"/><path d="M26 40v40M74 40v40"/><path d="M18 82h64"/></g>
<path d="M50 28v8" stroke="${line}" stroke-width="4" stroke-linecap="round"/><circle cx="50" cy="45" r="9.5" fill="${lamp}"/>`;
}

function icon(options: {
	background?: string;
	corner?: number;
	scale: number;
	line: string;
	lamp: string;
	glow?: boolean;
}): string {
	const { background, corner = 0, scale, line, lamp, glow = true } = options;
	const ground = background ? `<rect width="100" height="100" rx="${corner}" fill="${background}"/>` : '';
	const shift = 50 * (1 - scale);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">${ground}<g transform="translate(${shift} ${shift}) scale(${scale})">${mark(line, lamp, glow)}</g></svg>\n`;
}

const rounded = icon({ background: night, corner: 23, scale: 0.86, line: paper, lamp: amber });
// The platform cuts these: no corners of their own, the mark within the middle four fifths.
const maskable = icon({ background: night, scale: 0.82, line: paper, lamp: amber });
const monochrome = icon({ scale: 0.82, line: '#000', lamp: '#000', glow: false });
const apple = icon({ background: night, scale: 0.86, line: paper, lamp: amber });

const files = [
	{ file: 'icon-180.png', svg: apple, size: 180 },
	{ file: 'icon-192.png', svg: rounded, size: 192 },
	{ file: 'icon-512.png', svg: rounded, size: 512 },
	{ file: 'icon-maskable-512.png', svg: maskable, size: 512 },
	{ file: 'icon-monochrome-512.png', svg: monochrome, size: 512 }
];

const drawn = await renderAll(
	files.map(({ svg, size }) => ({ svg, width: size, height: size, type: 'image/png' }))
);
for (const [index, { file }] of files.entries()) await writeFile(join('static', file), drawn[index] ?? '');
await writeFile(join('static', 'icon.svg'), rounded);
console.log(`Drew ${files.length + 1} icons into static.`);
