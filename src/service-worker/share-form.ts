/** What the manifest's `share_target` says, and what the form it sends is read by. A test holds the two together. */
export const shareTarget = {
	action: '/share',
	title: 'title',
	text: 'text',
	url: 'url',
	pictures: 'pictures'
} as const;

/** Pictures that browsers can draw. SVG is a document that may hold scripts, and is none of them. */
export const pictureTypes: readonly string[] = [
	'image/jpeg',
	'image/png',
	'image/webp',
	'image/gif',
	'image/avif',
	'image/heic',
	'image/heif'
];

/** Pictures are scaled before they are sent, so this only holds off what would fill a phone. */
const maxPictureBytes = 60_000_000;
const maxPictures = 20;

/** A form that was shared in, as values. */
export interface SharedForm {
	title: string;
	text: string;
	url: string;
	pictures: File[];
	/** Names of files that are no pictures, too large, or too many. */
	refused: string[];
}

/** Reads the form of a share. Any app may send one, with anything in it. */
export function readShareForm(form: FormData): SharedForm {
	const words = (name: string): string =>
		form
			.getAll(name)
			.filter((value) => typeof value === 'string')
			.join('\n')
			.toWellFormed();
	const pictures: File[] = [];
	const refused: string[] = [];
	for (const value of form.values()) {
		if (typeof value === 'string' || (value.size === 0 && value.name === '')) continue;
		if (isPicture(value) && pictures.length < maxPictures) pictures.push(value);
		else refused.push(value.name);
	}
	const { title, text, url } = shareTarget;
	return { title: words(title), text: words(text), url: words(url), pictures, refused };
}

function isPicture({ type, size }: File): boolean {
	return pictureTypes.includes(type) && size > 0 && size <= maxPictureBytes;
}
