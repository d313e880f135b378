/**
 * Writes how much is unread before the title of whatever page is open ("(3) Garden"), and again when a page names
 * itself anew. Pages know nothing of it. `text` puts the count before a title; undefined leaves the title alone.
 */
export class TitleCount {
	#document: Document;
	#observer: MutationObserver;
	#text: ((title: string) => string) | undefined;
	/** The page's own title, and what was made of it. */
	#own = '';
	#written: string | undefined;

	constructor(page: Document) {
		this.#document = page;
		this.#observer = new MutationObserver(() => this.#write());
		this.#observer.observe(page.head, { childList: true, subtree: true, characterData: true });
	}

	/** Shows another count. */
	show(text: ((title: string) => string) | undefined): void {
		this.#text = text;
		this.#write();
	}

	/** Gives the page its own title back. */
	stop(): void {
		this.show(undefined);
		this.#observer.disconnect();
	}

	#write(): void {
		const { title } = this.#document;
		if (title !== this.#written) this.#own = title;
		this.#written = this.#text ? this.#text(this.#own) : this.#own;
		if (title !== this.#written) this.#document.title = this.#written;
		// A browser folds white space: what it made of it is what is there.
		this.#written = this.#document.title;
	}
}
