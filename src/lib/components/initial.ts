let graphemes: Intl.Segmenter | undefined;

/** A letter of a script whose letters stand alone, unless a mark follows. */
const plainLetter = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}](?!\p{M})/u;

/** Somebody who has no name, or whose name is not there yet, is called by a key; all of these begin alike. */
const shortKey = /^npub1\w{4}…/;

/** The first letter a person would write for this name: one grapheme, upper case; a dot where there is none. */
export function initialOf(name: string): string {
	if (shortKey.test(name)) return '·';
	const letters = name.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, '') || name.trim();
	// To load what the segmenter knows of all scripts takes a phone a tenth of a second; most names need none of it.
	const first = plainLetter.exec(letters)?.[0] ?? firstGrapheme(letters);
	return first?.toLocaleUpperCase() ?? '·';
}

function firstGrapheme(text: string): string | undefined {
	graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
	const [first] = graphemes.segment(text.slice(0, 32));
	return first?.segment;
}
