/** Pictures of a message: their addresses in its text, and what they are in its `imeta` tags (NIP-92, NIP-94). */
import type { EventDraft } from './event.ts';
import { oneLine } from './plain-text.ts';

/** What is known of a picture before it has an address. */
export interface PictureFacts {
	/** Media type, as `image/jpeg`. */
	readonly type: string;
	/** SHA-256 of the bytes, hex. */
	readonly hash: string;
	/** Bytes. */
	readonly size: number;
	/** Pixels, as it is to be seen. */
	readonly width: number;
	readonly height: number;
	readonly blurhash?: string;
	/** What is to be seen on it, for those who do not see it. */
	readonly alt?: string;
}

/** A picture that a server keeps. */
export interface PublicPicture extends PictureFacts {
	readonly url: string;
}

/** Characters of a description. */
export const maxAlt = 1000;

/** The `imeta` tag of a picture. */
export function buildImeta(picture: PublicPicture): string[] {
	const { url, type, hash, size, width, height, blurhash } = picture;
	const alt = oneLine(picture.alt, maxAlt);
	return [
		'imeta',
		`url ${url}`,
		`m ${type}`,
		`x ${hash}`,
		`size ${size}`,
		`dim ${width}x${height}`,
		...(blurhash ? [`blurhash ${blurhash}`] : []),
		...(alt ? [`alt ${alt}`] : [])
	];
}

/** The draft with pictures below its words: each address on a line of its own, and a tag for each. */
export function attachPictures(draft: EventDraft, pictures: readonly PublicPicture[]): EventDraft {
	if (pictures.length === 0) return draft;
	const lines = [draft.content.trimEnd(), ...pictures.map(({ url }) => url)].filter((line) => line !== '');
	return { ...draft, content: lines.join('\n'), tags: [...draft.tags, ...pictures.map(buildImeta)] };
}
