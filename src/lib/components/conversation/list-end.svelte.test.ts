import { expect, test } from 'vitest';
import { openList, rowsOf, settled, type ListStand } from '../../../../tests/fixtures/list-stand.ts';

/** Makes the last row so many pixels high: a notice comes below it, a picture is drawn. */
function growLast({ scroller }: ListStand, height: number): void {
	const last = [...scroller.querySelectorAll<HTMLElement>('.tall')].at(-1);
	if (!last) throw new Error('nothing is drawn');
	last.style.height = `${height}px`;
}

/** The list is told of a scroll before it is told of what has grown, as happens when both come in one frame. */
function tellOfScroll({ scroller }: ListStand): void {
	scroller.dispatchEvent(new Event('scroll'));
}

test('what grows while the scroll that followed the end is not told of yet is followed, too', async () => {
	const stand = await openList(rowsOf(100));
	growLast(stand, 300);
	await new Promise((resolve) => {
		// Told of heights after the list was: the end was followed, which the next frame tells of as a scroll.
		const told = new ResizeObserver(() => resolve(told.disconnect()));
		for (const row of stand.scroller.querySelectorAll('article')) told.observe(row);
	});
	growLast(stand, 340);
	await settled();
	expect(stand.atEnd()).toBe(true);
});

test.each([340, 1200])(
	'what grows to %i px before an older scroll is told of is followed',
	async (height) => {
		const stand = await openList(rowsOf(100));
		growLast(stand, height);
		tellOfScroll(stand);
		expect(stand.scroller.parentElement?.querySelector('button')).toBeNull();
		await settled();
		expect(stand.atEnd()).toBe(true);
	}
);

test('a keyboard that comes with a scroll leaves the end in view', async () => {
	const stand = await openList(rowsOf(100));
	stand.resize(240);
	tellOfScroll(stand);
	await settled();
	expect(stand.atEnd()).toBe(true);
});

test('who scrolls back is left alone by what grows at the end in the same frame', async () => {
	for (const by of [17, 60, 400]) {
		const stand = await openList(rowsOf(100));
		growLast(stand, 400);
		stand.scroller.scrollTop -= by;
		const place = stand.scroller.scrollTop;
		tellOfScroll(stand);
		await settled();
		expect(stand.scroller.scrollTop).toBe(place);
		expect(stand.atEnd()).toBe(false);
	}
});
