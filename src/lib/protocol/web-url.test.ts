import { expect, test } from 'vitest';
import { parseWebUrl } from './web-url.ts';

test.each([
	['https://example.com/a.png', 'https://example.com/a.png'],
	['HTTPS://Example.com/A b.png?x=1#y', 'https://example.com/A%20b.png?x=1#y'],
	['http://localhost:8080/a.png', 'http://localhost:8080/a.png'],
	['http://127.0.0.1/a.png', 'http://127.0.0.1/a.png']
])('%s may be opened', (text, url) => {
	expect(parseWebUrl(text)).toBe(url);
});

test.each([
	[undefined],
	[7],
	[['https://example.com']],
	[''],
	['example.com/a.png'],
	['//example.com/a.png'],
	['http://example.com/a.png'],
	['http://localhost.example.com/a.png'],
	['https://'],
	['javascript:alert(1)'],
	['java\nscript:alert(1)'],
	['JAVASCRIPT://example.com/%0aalert(1)'],
	['data:image/png;base64,AAAA'],
	['blob:https://example.com/x'],
	['file:///etc/passwd'],
	['https://user@example.com/'],
	['https://user:pass@example.com/'],
	[`https://example.com/${'a'.repeat(3000)}`]
])('%j may not', (text) => {
	expect(parseWebUrl(text)).toBeUndefined();
});
