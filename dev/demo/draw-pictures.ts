/** `node dev/run.js dev/demo/draw-pictures.ts`: draws `pictures/` anew. What it draws is committed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderAll } from '../render-svg.ts';
import { people } from './people.ts';
import { portraitOf } from './portraits.ts';
import { scenes } from './scenes.ts';

const folder = join(import.meta.dirname, 'pictures');
const portraits = people.flatMap(({ handle, picture }) => {
	const svg = portraitOf(handle);
	return picture && svg ? [{ file: picture, svg, width: 192, height: 192 }] : [];
});
const pictures = [...portraits, ...scenes()];
const drawn = await renderAll(pictures.map((picture) => ({ ...picture, type: 'image/webp' })));
await mkdir(folder, { recursive: true });
for (const [index, { file }] of pictures.entries()) await writeFile(join(folder, file), drawn[index] ?? '');
console.log(`Drew ${pictures.length} pictures into ${folder}.`);
