import { afterEach, beforeAll, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../app.css';
import { loadLocale } from '$lib/locales/messages';
import TopBar from './TopBar.svelte';

beforeAll(() => loadLocale('en'));
afterEach(() => document.documentElement.removeAttribute('dir'));

/** The box of the first letter. */
function firstLetter(element: Element): DOMRect {
	const range = document.createRange();
	const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
	if (!text) throw new Error('nothing is written there');
	range.setStart(text, 0);
	range.setEnd(text, 1);
	return range.getBoundingClientRect();
}

for (const dir of ['ltr', 'rtl']) {
	for (const [kind, word] of [
		['name', 'Gardeners '],
		['name from right to left', 'بستانيون ']
	] as const) {
		test(`a ${kind} that is too long for a bar in ${dir} is cut off at its end`, async () => {
			document.documentElement.dir = dir;
			const target = document.createElement('div');
			target.style.inlineSize = '320px';
			document.body.append(target);
			const screen = await render(TopBar, { target, props: { title: word.repeat(20) } });
			const heading = screen.getByRole('heading').element();
			const [box, letter] = [heading.getBoundingClientRect(), firstLetter(heading)];
			expect(letter.left).toBeGreaterThanOrEqual(box.left - 1);
			expect(letter.right).toBeLessThanOrEqual(box.right + 1);
			target.remove();
		});
	}

	test(`a short name stands where a bar in ${dir} begins, whichever way it runs`, async () => {
		document.documentElement.dir = dir;
		const target = document.createElement('div');
		target.style.inlineSize = '320px';
		document.body.append(target);
		const isStart = (box: DOMRect, letters: DOMRect): boolean =>
			dir === 'ltr' ? letters.left - box.left < 2 : box.right - letters.right < 2;
		for (const title of ['Garden', 'حديقة']) {
			const screen = await render(TopBar, { target, props: { title } });
			const heading = screen.getByRole('heading').element();
			const range = document.createRange();
			range.selectNodeContents(heading);
			expect(isStart(heading.getBoundingClientRect(), range.getBoundingClientRect())).toBe(true);
			await screen.unmount();
		}
		target.remove();
	});
}
