import { anchorOf, edgesOf, fallOf, findAnchor, gapOf, keyOf, rowsOnScreen } from './list-parts';
import type { Anchor, ListParts } from './list-parts';
import { ListScreen } from './list-screen';
import { RowHeights } from './row-heights';

/** Where a row is to come to stand on the screen; without a key, the end of the list at the bottom. */
export interface Goal {
	readonly key?: string;
	readonly align: 'start' | 'center' | 'end';
}

/** Pixels beyond the screen that are drawn at once, are too few while one scrolls, are enough, and are too many. */
const [NEAR, LOW, WIDE, FAR] = [150, 900, 1500, 2200];
/** Rows drawn in one frame beyond what is near; more at a time while one scrolls, when every change costs a frame. */
const [STEP, BATCH] = [3, 12];
/** Pixels of scrolling room before the first row while older ones may come: they then move nothing. */
const RUNWAY = 6000;
/** Pixels of that room that are always left. */
const LEAST_RUNWAY = 1200;
/** Pixels that one may scroll beyond the first row while older ones are fetched. */
const OVERSHOOT = 56;
/** Pixels of what was read that stay in view above a row that stands at the start. */
const CONTEXT = 64;
/** Pixels from the end that still count as being there. */
const AT_END = 16;
/** Rows that may come at the end at once and be followed; of more, the first would not be seen. */
const FOLLOWED = 20;
/** Milliseconds without scrolling after which it has come to rest. */
const REST = 150;

/**
 * A long list of rows of any height, of which only those near the screen are drawn, in the normal flow of the page.
 * It keeps one promise: what is read does not move. Whatever is drawn, let go, inserted or measured before the row at
 * the top of the screen is taken from, or given to, the empty room above it, so that the scroll position itself is
 * left alone: a finger may hold it, and setting it ends a fling on iOS.
 */
export class RowList {
	/** The rows drawn: from this index. */
	start = $state(0);
	/** Up to, not including this one. */
	end = $state(0);
	/** The last row is in view, down to its lower edge. */
	atEnd = $state(true);

	#onShow: (first: number, last: number) => void;
	#sizes = new ResizeObserver((entries) => this.#onSizes(entries));
	#parts: ListParts | undefined;
	#heights = new RowHeights();
	/** Older rows may come before the first. */
	#open = true;
	/** The end is followed where it is in view. */
	#follow = true;
	/** Pixels of the room above the first row drawn. */
	#above = 0;
	#anchor: Anchor | undefined;
	#goal: Goal | undefined;
	/** Where the first row on screen stood when it was looked at last. */
	#onTop: Anchor | undefined;
	#screen = new ListScreen();
	#frame = 0;
	#resting: ReturnType<typeof setTimeout> | undefined;

	/** `onShow` is told the first and the last row on screen, by index. */
	constructor(onShow: (first: number, last: number) => void) {
		this.#onShow = onShow;
	}

	/** For each row drawn: its height is followed. */
	readonly observe = (row: HTMLElement): (() => void) => {
		this.#sizes.observe(row);
		return () => this.#sizes.unobserve(row);
	};

	/** Follows the parts in the document. Returns how to stop. */
	attach(parts: ListParts): () => void {
		this.#parts = parts;
		const { scroller } = parts;
		const onScroll = (): void => this.#onScroll();
		this.#sizes.observe(scroller);
		scroller.addEventListener('scroll', onScroll, { passive: true });
		return () => {
			this.#parts = undefined;
			this.#sizes.disconnect();
			scroller.removeEventListener('scroll', onScroll);
			cancelAnimationFrame(this.#frame);
			clearTimeout(this.#resting);
		};
	}

	/**
	 * Other rows are about to be drawn. `open`: older ones may come before the first. `follow`: the end stays in view
	 * where it is.
	 */
	take(keys: readonly string[], open: boolean, follow: boolean): void {
		const drawn = this.#heights.keys.slice(this.start, this.end);
		this.#remember(new Set(keys));
		this.#heights.take(keys);
		this.#open = open;
		this.#follow = follow;
		const kept = drawn.flatMap((key) => this.#heights.indexOf(key) ?? []);
		// Rows that came between those drawn are drawn with them.
		[this.start, this.end] = [kept[0] ?? 0, (kept.at(-1) ?? -1) + 1];
		const isFollowed = follow && this.atEnd && keys.length - this.end <= FOLLOWED;
		if (isFollowed && kept.length > 0) this.end = keys.length;
		if (isFollowed || kept.length === 0) this.#goal ??= { align: 'end' };
	}

	/** Goes to a row, at once: what has to be drawn for it is drawn before the next frame. */
	goTo(goal: Goal): void {
		this.#goal = goal;
		this.drawn();
	}

	/** The rows are in the document: everything is put where it belongs, and more is drawn where some are missing. */
	drawn(): void {
		const parts = this.#parts;
		const { keys } = this.#heights;
		if (!parts || keys.length === 0) return;
		for (const row of parts.rows.children) {
			const key = keyOf(row);
			if (key !== undefined && !this.#heights.has(key))
				this.#heights.measure(key, row.getBoundingClientRect().height);
		}
		parts.below.style.blockSize = `${this.#heights.sum(this.end, keys.length)}px`;
		if (!this.#goal) this.#restore(parts);
		else if (!this.#aim(parts, this.#goal)) return;
		if (this.#fill(parts, NEAR, Infinity)) return;
		this.#goal = this.#anchor = undefined;
		if (this.start === 0 && !this.#open) this.#setRoom(parts, 0);
		this.look();
		this.#widen();
	}

	/** Tells what is on screen. */
	look(): void {
		const parts = this.#parts;
		const shown = parts && rowsOnScreen(parts);
		if (!shown) return;
		const isEnd = gapOf(parts) < AT_END;
		// A scroll may be told of before what has grown is: only who goes back leaves the end.
		const isLeft = !this.atEnd || !this.#follow || fallOf(parts, this.#onTop) >= 1;
		this.atEnd = this.end === this.#heights.keys.length && (isEnd || !isLeft);
		if (isEnd || isLeft) this.#onTop = anchorOf(parts, shown[0]);
		this.#onShow(this.start + shown[0], this.start + shown[1]);
	}

	/** Puts a row where it is wanted. False while it is not drawn. */
	#aim(parts: ListParts, { key, align }: Goal): boolean {
		const last = this.#heights.keys.length - 1;
		const index = this.#heights.indexOf(key) ?? last;
		const row = this.#rowAt(parts, index);
		if (!row) {
			[this.start, this.end] = [index, index + 1];
			this.#setAbove(parts, this.#room());
			return false;
		}
		const { scroller } = parts;
		this.#screen.note(scroller);
		const { top, height } = row.getBoundingClientRect();
		const space = Math.max(0, scroller.clientHeight - height);
		const wanted = align === 'start' ? CONTEXT : align === 'center' ? space / 2 : space;
		if (index === last && align === 'end') scroller.scrollTop = scroller.scrollHeight;
		else scroller.scrollTop += top - scroller.getBoundingClientRect().top - Math.min(wanted, space);
		return true;
	}

	/** Draws rows up to `margin` pixels beyond the screen, at most `most` of them. Returns whether there were any. */
	#fill(parts: ListParts, margin: number, most: number): boolean {
		const { clientHeight } = parts.scroller;
		const heights = this.#heights;
		let { start, end } = this;
		let [top, bottom] = edgesOf(parts);
		let left = most;
		for (; start > 0 && top > -margin && left > 0; left -= 1) top -= heights.at((start -= 1));
		for (; end < heights.keys.length && bottom < clientHeight + margin && left > 0; left -= 1) {
			bottom += heights.at(end);
			end += 1;
		}
		if (start === this.start && end === this.end) return false;
		// Rows that are far from the screen are let go of at the same time.
		for (; start < end - 1 && top + heights.at(start) < -FAR; start += 1) top += heights.at(start);
		for (; end > start + 1 && bottom - heights.at(end - 1) > clientHeight + FAR; end -= 1) {
			bottom -= heights.at(end - 1);
		}
		this.#remember();
		[this.start, this.end] = [start, end];
		return true;
	}

	/** Draws more around the screen, once in a frame. */
	#widen(): void {
		cancelAnimationFrame(this.#frame);
		this.#frame = requestAnimationFrame(() => {
			const parts = this.#parts;
			if (!parts || this.#isTurned(parts)) return;
			const [top, bottom] = edgesOf(parts);
			const isLow = top > -LOW || bottom < parts.scroller.clientHeight + LOW;
			if (this.#resting === undefined) this.#fill(parts, WIDE, STEP);
			else if (isLow) this.#fill(parts, WIDE, BATCH);
		});
	}

	#onScroll(): void {
		const parts = this.#parts;
		if (!parts || this.end === this.start || this.#isTurned(parts)) return;
		// The room above the first row is no place to scroll to.
		const beyond = this.start > 0 ? 0 : edgesOf(parts)[0] - (this.#open ? OVERSHOOT : 0);
		if (beyond > 0) parts.scroller.scrollTop += beyond;
		if (this.#above < LEAST_RUNWAY && (this.start > 0 || this.#open)) this.#setRoom(parts, this.#room());
		if (!this.#fill(parts, NEAR, Infinity)) this.#widen();
		this.look();
		clearTimeout(this.#resting);
		this.#resting = setTimeout(() => this.#rest(), REST);
	}

	#rest(): void {
		this.#resting = undefined;
		if (!this.#parts) return;
		this.#setRoom(this.#parts, this.#room());
		this.#widen();
	}

	/** Rows have grown or shrunk, or the screen has: a keyboard takes from it. */
	#onSizes(entries: readonly ResizeObserverEntry[]): void {
		const parts = this.#parts;
		if (!parts || this.#isTurned(parts)) return;
		const first = this.#heights.indexOf(this.#onTop?.key) ?? 0;
		const followed = this.atEnd && this.#follow;
		const lost = this.#screen.lost(parts.scroller);
		let moved = 0;
		for (const { target, borderBoxSize } of entries) {
			const key = keyOf(target);
			if (key === undefined) continue;
			const grown = this.#heights.measure(key, borderBoxSize[0]?.blockSize ?? 0);
			if ((this.#heights.indexOf(key) ?? 0) < first) moved += grown;
		}
		if (this.end === this.start) return;
		this.#absorb(parts, moved);
		if (followed) parts.scroller.scrollTop = parts.scroller.scrollHeight;
		// What was read at the lower edge stays there.
		else if (lost !== 0) parts.scroller.scrollTop += lost;
		if (!this.#fill(parts, NEAR, Infinity)) this.look();
	}

	/** Every line breaks anew when a phone is turned: what stood where counts from before. */
	#isTurned({ scroller }: ListParts): boolean {
		if (!this.#screen.turned(scroller)) return false;
		this.#heights.forget();
		if (this.atEnd && this.#follow) this.#goal ??= { align: 'end' };
		else this.#anchor ??= this.#onTop;
		this.drawn();
		return true;
	}

	/** Remembers where the first row on screen stands, of those that will still be there. */
	#remember(kept?: ReadonlySet<string>): void {
		if (this.#parts) this.#anchor ??= findAnchor(this.#parts, kept);
	}

	/** Puts it back there. */
	#restore(parts: ListParts): void {
		const moved = fallOf(parts, this.#anchor);
		this.#anchor = undefined;
		if (moved < Infinity) this.#absorb(parts, moved);
	}

	/** What is read was moved down by so many pixels: they are taken from the room above it. */
	#absorb(parts: ListParts, moved: number): void {
		if (Math.abs(moved) < 0.5) return;
		const room = this.#above - moved;
		this.#setAbove(parts, Math.max(0, room));
		if (room < 0) parts.scroller.scrollTop -= room;
	}

	/** Makes the room above as large as it should be, which moves nothing either. */
	#setRoom(parts: ListParts, room: number): void {
		const grown = room - this.#above;
		if (Math.abs(grown) < 1) return;
		const { scrollTop } = parts.scroller;
		this.#setAbove(parts, room);
		parts.scroller.scrollTop = scrollTop + grown;
	}

	#setAbove(parts: ListParts, room: number): void {
		this.#above = room;
		parts.above.style.blockSize = `${room}px`;
	}

	#room(): number {
		return this.#heights.sum(0, this.start) + (this.#open ? RUNWAY : 0);
	}

	#rowAt({ rows }: ListParts, index: number): Element | undefined {
		const row = rows.children[index - this.start];
		return keyOf(row) === this.#heights.keys[index] ? row : undefined;
	}
}
