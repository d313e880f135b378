import { describe, expect, test } from 'vitest';
import { anyText, seededRandom } from '../../tests/fixtures/hostile-values.ts';
import { readShareForm, shareTarget } from './share-form.ts';

function formOf(...fields: [name: string, value: string | File][]): FormData {
	const form = new FormData();
	for (const [name, value] of fields) form.append(name, value);
	return form;
}
const file = (name: string, type: string, bytes = 4): File =>
	new File([new Uint8Array(bytes)], name, { type });
const nothing = { title: '', text: '', url: '', pictures: [], refused: [] };

describe('the form of a share', () => {
	test('is words and pictures', () => {
		const cat = file('cat.png', 'image/png');
		const form = formOf(
			['title', 'A cat'],
			['text', 'Look'],
			['url', 'https://cats.example'],
			['pictures', cat]
		);
		expect(readShareForm(form)).toEqual({
			title: 'A cat',
			text: 'Look',
			url: 'https://cats.example',
			pictures: [cat],
			refused: []
		});
	});

	test('may be empty, and may come with the empty file that a form without one sends', () => {
		expect(readShareForm(formOf())).toEqual(nothing);
		expect(readShareForm(formOf(['pictures', file('', 'application/octet-stream', 0)]))).toEqual(nothing);
	});

	test.each([
		['a document', file('report.pdf', 'application/pdf')],
		['a picture that may hold scripts', file('sign.svg', 'image/svg+xml')],
		['an empty picture', file('gone.png', 'image/png', 0)],
		['what would fill a phone', file('wall.png', 'image/png', 60_000_001)]
	])('leaves out %s by name', (_, refused) => {
		expect(readShareForm(formOf(['pictures', refused]))).toEqual({ ...nothing, refused: [refused.name] });
	});

	test('takes so many pictures and says which it leaves', () => {
		const many = Array.from({ length: 22 }, (_, at) => file(`${at}.png`, 'image/png'));
		const { pictures, refused } = readShareForm(
			formOf(...many.map((each): [string, File] => ['pictures', each]))
		);
		expect([pictures.length, refused]).toEqual([20, ['20.png', '21.png']]);
	});

	test('takes words where files should be, and files where words should be', () => {
		const cat = file('cat.png', 'image/png');
		const { text, pictures } = readShareForm(
			formOf(['text', cat], ['pictures', 'no file'], ['text', 'Look'], ['text', 'here'])
		);
		expect([text, pictures]).toEqual(['Look\nhere', [cat]]);
	});

	test('never throws', () => {
		const random = seededRandom(4);
		const names = [...Object.values(shareTarget), 'other'];
		for (let round = 0; round < 200; round += 1) {
			const form = formOf(...names.map((name): [string, string] => [name, anyText(random)]));
			expect(readShareForm(form).text.isWellFormed()).toBe(true);
		}
	});
});
