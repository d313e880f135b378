import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';
import {
	openList,
	rowsOf,
	SCREEN,
	scrollBack,
	settled,
	tallRow
} from '../../../../tests/fixtures/list-stand.ts';
import type { Row } from '$lib/stores/timeline';

test('it opens at the end, and few messages stand at the bottom', async () => {
	const rows = rowsOf(100);
	const many = await openList(rows);
	expect(many.atEnd()).toBe(true);
	expect(many.scroller.querySelectorAll('article').length).toBeLessThan(60);
	const [one] = rowsOf(1);
	const few = await openList(one ? [one] : []);
	expect(few.topOf(one)).toBeGreaterThan(SCREEN / 2);
});

test('it opens at the first unread message, with a little of what was read above it', async () => {
	const rows = rowsOf(100);
	const stand = await openList(rows, { key: rows[40]?.key ?? '', align: 'start' });
	expect(stand.topOf(rows[40])).toBe(64);
});

test('a message that was asked for stands in the middle', async () => {
	const rows = rowsOf(100);
	const stand = await openList(rows, { key: rows[20]?.key ?? '', align: 'center' });
	expect(stand.topOf(rows[20])).toBeGreaterThan(SCREEN / 4);
	expect(stand.topOf(rows[20])).toBeLessThan((SCREEN * 3) / 4);
});

test('older messages come in above without moving what is read', async () => {
	const all = rowsOf(150);
	const rows = all.slice(100);
	const stand = await openList(rows);
	const first = await scrollBack(stand, rows, 900);
	const top = stand.topOf(first);
	await stand.show({ rows: all.slice(50) });
	expect(stand.topOf(first)).toBe(top);
	await stand.show({ rows: all });
	expect(stand.topOf(first)).toBe(top);
});

test('a message that comes late into the middle moves nothing that is read', async () => {
	const all = rowsOf(100);
	const rows = all.filter((_, at) => at !== 60 && at !== 61);
	const stand = await openList(rows);
	const first = await scrollBack(stand, rows, 700);
	const top = stand.topOf(first);
	await stand.show({ rows: all });
	expect(stand.topOf(first)).toBe(top);
});

test('at the end a new message is followed; further up it is not', async () => {
	const all = rowsOf(100);
	const stand = await openList(all.slice(0, 98));
	await stand.show({ rows: all.slice(0, 99) });
	expect(stand.atEnd()).toBe(true);
	const first = await scrollBack(stand, all, 600);
	const top = stand.topOf(first);
	await stand.show({ rows: all });
	expect(stand.topOf(first)).toBe(top);
	expect(stand.atEnd()).toBe(false);
});

test('at the end one stays there, whatever comes in before it', async () => {
	const all = rowsOf(100);
	const stand = await openList(all.slice(60, 80));
	await stand.show({ rows: all.filter((_, at) => at % 3 > 0) });
	expect(stand.atEnd()).toBe(true);
	await stand.show({ rows: all });
	expect(stand.atEnd()).toBe(true);
});

test('in the middle of history the page that comes next is not run after', async () => {
	const all = rowsOf(150);
	const rows = all.slice(0, 100);
	const stand = await openList(rows, { key: rows[99]?.key ?? '', align: 'end' });
	await stand.show({ live: false });
	const top = stand.topOf(rows[98]);
	await stand.show({ rows: all, live: true });
	expect(stand.topOf(rows[98])).toBe(top);
});

test('what grows above the screen moves nothing that is read', async () => {
	const rows = rowsOf(100);
	const stand = await openList(rows);
	const first = await scrollBack(stand, rows, 600);
	const top = stand.topOf(first);
	const above = [...stand.scroller.querySelectorAll<HTMLElement>('.tall')].filter(
		(each) => each.getBoundingClientRect().bottom < stand.scroller.getBoundingClientRect().top
	);
	for (const each of above.slice(0, 3)) each.style.height = '240px';
	await settled();
	expect(above.length).toBeGreaterThan(2);
	expect(stand.topOf(first)).toBe(top);
});

test('what grows at the end stays in view', async () => {
	const rows = rowsOf(100);
	const stand = await openList(rows);
	const last = [...stand.scroller.querySelectorAll<HTMLElement>('.tall')].at(-1);
	if (last) last.style.height = '300px';
	await settled();
	expect(stand.atEnd()).toBe(true);
});

test('the keyboard takes from the top: what was read at the lower edge stays there', async () => {
	const rows = rowsOf(100);
	const stand = await openList(rows);
	stand.resize(SCREEN - 260);
	await settled();
	expect(stand.atEnd()).toBe(true);
	stand.resize(SCREEN);
	await settled();
	expect(stand.atEnd()).toBe(true);
	await scrollBack(stand, rows, 800);
	const lowest = rows.findLast((each) => stand.topOf(each) < SCREEN - 40);
	const fromBottom = SCREEN - stand.topOf(lowest);
	stand.resize(SCREEN - 260);
	await settled();
	expect(SCREEN - 260 - stand.topOf(lowest)).toBe(fromBottom);
	stand.resize(SCREEN);
	await settled();
	expect(SCREEN - stand.topOf(lowest)).toBe(fromBottom);
});

test('what takes from the screen between opening and the first frame leaves the end in view', async () => {
	const stand = await openList(rowsOf(100), { align: 'end' }, tallRow, SCREEN - 46);
	expect(stand.scroller.clientHeight).toBe(SCREEN - 46);
	expect(stand.atEnd()).toBe(true);
});

test('turning the phone breaks every line anew: the end stays in view, and what is read stays where it is', async () => {
	const lines = createRawSnippet<[Row]>((each) => ({
		render: () =>
			`<div>${`${each().message.text} `.repeat(1 + (Number(each().message.text.slice(8)) % 9))}</div>`
	}));
	const rows = rowsOf(300);
	const stand = await openList(rows, { align: 'end' }, lines);
	await stand.show({ open: true });
	stand.turn(1280);
	stand.resize(SCREEN + 60);
	await settled();
	stand.turn(800);
	stand.resize(SCREEN);
	await settled();
	expect(stand.atEnd()).toBe(true);
	expect(stand.topOf(rows[299])).toBeLessThan(SCREEN);
	for (let screens = 0; screens < 8; screens += 1) await scrollBack(stand, rows, SCREEN);
	const onTop = rows.findLast((each) => stand.topOf(each) <= 0);
	const top = stand.topOf(onTop);
	stand.turn(300);
	await settled();
	expect(stand.topOf(onTop)).toBe(top);
});

test('other messages in place of all are shown where they are asked for, not where the old ones were', async () => {
	const all = rowsOf(300);
	const stand = await openList(all.slice(250));
	await stand.show({
		rows: all.slice(0, 100),
		live: false,
		destination: { key: all[50]?.key ?? '', align: 'start' }
	});
	await vi.waitFor(() => expect(stand.topOf(all[50])).toBe(64));
});

test('of many that come at once, none leaves the screen unread', async () => {
	const all = rowsOf(100);
	const stand = await openList(all.slice(0, 60));
	const top = stand.topOf(all[59]);
	await stand.show({ rows: all });
	expect(stand.topOf(all[59])).toBe(top);
	expect(stand.atEnd()).toBe(false);
});

test('a message much taller than all others is drawn as any other', async () => {
	const rows = rowsOf(60);
	const giant = rows[40];
	const tall = createRawSnippet<[Row]>((each) => ({
		render: () => `<div>${each().message.text}</div>`,
		setup: (element) => {
			(element as HTMLElement).style.height = each().key === giant?.key ? '6000px' : '40px';
		}
	}));
	const stand = await openList(rows, { key: rows[42]?.key ?? '', align: 'start' }, tall);
	expect(stand.topOf(rows[42])).toBe(64);
	for (let screens = 0; screens < 13; screens += 1) {
		stand.scroller.scrollTop -= SCREEN;
		await settled();
	}
	expect(stand.topOf(rows[39])).toBeGreaterThan(0);
	expect(stand.topOf(rows[39])).toBeLessThan(2 * SCREEN);
});
