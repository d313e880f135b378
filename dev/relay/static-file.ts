import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import type { HttpAnswer } from './http-answer.ts';

const types: Readonly<Record<string, string>> = {
	'.png': 'image/png',
	'.jpg': 'image/jpeg',
	'.jpeg': 'image/jpeg',
	'.webp': 'image/webp',
	'.avif': 'image/avif',
	'.gif': 'image/gif',
	'.svg': 'image/svg+xml'
};

/** A picture from a folder, and nothing but pictures from inside it. */
export async function readPicture(folder: string, name: string): Promise<HttpAnswer | undefined> {
	const type = types[extname(name).toLowerCase()];
	const path = join(resolve(folder), name);
	if (!type || name.includes('\0') || !path.startsWith(resolve(folder) + sep)) return undefined;
	try {
		const body = await readFile(path);
		return { status: 200, body, headers: { 'Content-Type': type, 'Cache-Control': 'public, max-age=86400' } };
	} catch {
		// Whatever kept it from being read, there is no such picture for whoever asks.
		return undefined;
	}
}
