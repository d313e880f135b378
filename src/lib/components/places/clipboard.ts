/** What was pasted: words, and the pictures beside them. */
export interface Pasted {
	text: string;
	pictures: File[];
}

/** Reads the clipboard after a tap; undefined where the browser or the person says no. */
export async function readClipboard(): Promise<Pasted | undefined> {
	try {
		const pasted: Pasted = { text: '', pictures: [] };
		for (const item of await navigator.clipboard.read()) {
			const picture = item.types.find((type) => type.startsWith('image/'));
			if (picture) pasted.pictures.push(await fileOf(item, picture));
			else if (item.types.includes('text/plain')) {
				pasted.text += await (await item.getType('text/plain')).text();
			}
		}
		return pasted;
	} catch {
		return undefined;
	}
}

async function fileOf(item: ClipboardItem, type: string): Promise<File> {
	return new File([await item.getType(type)], `pasted.${type.slice('image/'.length)}`, { type });
}
