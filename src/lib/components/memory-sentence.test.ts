import { expect, test } from 'vitest';
import { AppError } from '$lib/app-error';
import { loadAccountWords, loadLocale } from '$lib/locales/messages';
import { memorySentence } from './memory-sentence';

test('storage that cannot be read is told from storage that a browser refuses', async () => {
	await loadLocale('en');
	await loadAccountWords();
	const sentenceOf = (code: 'storage-damaged' | 'storage-refused') =>
		memorySentence({ error: new AppError(code, 'later') });
	expect(sentenceOf('storage-damaged')).toContain('Nothing of it was deleted');
	expect(sentenceOf('storage-refused')).toContain('keeps nothing');
});
