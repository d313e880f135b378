import { expect, test } from 'vitest';
import { contentSecurityPolicy, pageHeaders, workerHeaders } from './headers.js';
import { headersFile } from './vite-headers.ts';

/** The headers of each pattern. */
function parse(text: string): Map<string, Record<string, string>> {
	const blocks = text.trim().split(/\n\n+/);
	return new Map(
		blocks.map((block) => {
			const [pattern = '', ...lines] = block.split('\n');
			const headers = lines.map((line) => /^ {2}([\w-]+): (.+)$/.exec(line)?.slice(1) ?? ['', line]);
			return [pattern, Object.fromEntries(headers) as Record<string, string>];
		})
	);
}

const blocks = parse(headersFile());

test('every page gets what the local server sends', () => {
	expect(blocks.get('/*')).toEqual(pageHeaders());
});

test.each(['/service-worker.js', '/_app/immutable/workers/*'])('%s gets the whole policy', (pattern) => {
	const policy = workerHeaders()['Content-Security-Policy'];
	expect(blocks.get(pattern)?.['Content-Security-Policy']).toBe(policy);
});

test('no file gets two lifetimes', () => {
	expect(blocks.get('/*')).not.toHaveProperty('Cache-Control');
	expect(blocks.get('/_app/immutable/workers/*')).not.toHaveProperty('Cache-Control');
});

test('a deployed copy allows nothing on the machine of its reader', () => {
	expect(headersFile()).not.toMatch(/localhost|127\.0\.0\.1|ws:\/\//);
	expect(JSON.stringify(contentSecurityPolicy())).not.toMatch(/localhost|127\.0\.0\.1/);
	expect(contentSecurityPolicy(true)['connect-src']).toContain('ws://localhost:*');
});
