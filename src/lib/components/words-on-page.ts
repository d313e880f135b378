const fields =
	'textarea, input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit])';

/** Whether a field of the page holds anything that somebody typed, pasted or chose. */
export function holdsWords(page: ParentNode): boolean {
	return [...page.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(fields)].some(
		({ value }) => value !== ''
	);
}
