import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The kinds of picture that are kept, and how their files end. */
export const pictureTypes: Readonly<Record<string, string>> = {
	'image/jpeg': 'jpg',
	'image/png': 'png',
	'image/webp': 'webp',
	'image/gif': 'gif',
	'image/avif': 'avif'
};

/** Files by their hash, in a folder that is made when the first one comes. */
export class BlobFolder {
	readonly #path: string;

	constructor(path: string) {
		this.#path = path;
	}

	/** Keeps a file; false when it was there already. */
	async put(hash: string, type: string, bytes: Uint8Array): Promise<boolean> {
		if ((await this.find(hash)) !== undefined) return false;
		await mkdir(this.#path, { recursive: true });
		await writeFile(join(this.#path, `${hash}.${pictureTypes[type] ?? 'bin'}`), bytes);
		return true;
	}

	/** A file and its media type. `hash` is 64 hex characters. */
	async find(hash: string): Promise<{ bytes: Uint8Array; type: string } | undefined> {
		const names = await readdir(this.#path).catch(() => []);
		const name = names.find((each) => each.startsWith(`${hash}.`));
		if (name === undefined) return undefined;
		const ending = name.slice(65);
		const type = Object.entries(pictureTypes).find(([, each]) => each === ending)?.[0];
		return { bytes: await readFile(join(this.#path, name)), type: type ?? 'application/octet-stream' };
	}
}
