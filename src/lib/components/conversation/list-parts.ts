/** The parts of a long list in the document. */
export interface ListParts {
	readonly scroller: HTMLElement;
	/** Stands for what is not drawn before the first row drawn. */
	readonly above: HTMLElement;
	/** Holds the rows drawn, as its children, each with its key as `data-key`. */
	readonly rows: HTMLElement;
	/** Stands for what is not drawn after the last row drawn. */
	readonly below: HTMLElement;
}

/** A row, and the distance of its top from that of the screen, in pixels. */
export interface Anchor {
	readonly key: string;
	readonly top: number;
}

/** The key of a row; undefined for another element. */
export function keyOf(element: Element | undefined): string | undefined {
	return element instanceof HTMLElement ? element.dataset['key'] : undefined;
}

/** The upper edge of the first row drawn and the lower one of the last, from the top of the screen. */
export function edgesOf({ scroller, rows }: ListParts): [top: number, bottom: number] {
	const screen = scroller.getBoundingClientRect();
	const { top, bottom } = rows.getBoundingClientRect();
	return [top - screen.top, bottom - screen.top];
}

/** Which of the rows drawn are on screen, the first and the last; undefined when none is. */
export function rowsOnScreen({ scroller, rows }: ListParts): [first: number, last: number] | undefined {
	const screen = scroller.getBoundingClientRect();
	const first = firstRow(rows, ({ bottom }) => bottom > screen.top + 1);
	const last = firstRow(rows, ({ top }) => top >= screen.bottom - 1) - 1;
	return first > last ? undefined : [first, last];
}

/**
 * The index of the first row for which something holds that holds for every row below it; their number where there
 * is none. To ask each row where it is took a tenth of the time of a fast scroll.
 */
function firstRow({ children }: HTMLElement, holds: (box: DOMRect) => boolean): number {
	let [from, to] = [0, children.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		const box = children[middle]?.getBoundingClientRect();
		if (box && holds(box)) to = middle;
		else from = middle + 1;
	}
	return from;
}

/** Where one of the rows drawn stands, counted from the first of them. */
export function anchorOf({ scroller, rows }: ListParts, at: number): Anchor | undefined {
	const row = rows.children[at];
	const key = keyOf(row);
	if (!row || key === undefined) return undefined;
	return { key, top: row.getBoundingClientRect().top - scroller.getBoundingClientRect().top };
}

/** How many pixels lower a row stands than it did; infinitely many when it is not drawn. */
export function fallOf(parts: ListParts, before: Anchor | undefined): number {
	const at = [...parts.rows.children].findIndex((row) => keyOf(row) === before?.key);
	return (anchorOf(parts, at)?.top ?? Infinity) - (before?.top ?? 0);
}

/** Pixels from the lower edge of the screen to that of the list. */
export function gapOf({ scroller }: ListParts): number {
	return scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
}

/** Where the first row on screen stands, of those of `kept`. */
export function findAnchor(parts: ListParts, kept?: ReadonlySet<string>): Anchor | undefined {
	const { top: edge, bottom } = parts.scroller.getBoundingClientRect();
	const { rows } = parts;
	for (let at = firstRow(rows, (box) => box.bottom > edge); at < rows.children.length; at += 1) {
		const row = rows.children[at];
		const top = row?.getBoundingClientRect().top ?? Infinity;
		if (top >= bottom) return undefined;
		const key = keyOf(row);
		if (key !== undefined && (!kept || kept.has(key))) return { key, top: top - edge };
	}
	return undefined;
}
