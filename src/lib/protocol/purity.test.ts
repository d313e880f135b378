import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const here = new URL('.', import.meta.url);
const files = readdirSync(here).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

/** What asks the world: the time, chance, the network, storage, the page. */
const world =
	/\b(Date|performance|setTimeout|setInterval|fetch|WebSocket|EventSource|indexedDB|localStorage|sessionStorage|caches|navigator|window|document|globalThis|process|crypto)\b|Math\.random/;

function codeOf(name: string): string {
	return readFileSync(new URL(name, here), 'utf8')
		.replace(/\/\*[\s\S]*?\*\//g, '')
		.replace(/(^|\s)\/\/.*$/gm, '');
}

test.each(files)('%s asks nothing of the world', (name) => {
	const found = codeOf(name)
		.split('\n')
		.filter((line) => world.test(line));
	expect(found).toEqual([]);
});

test.each(files.filter((name) => !/^(signature|event-check)\.ts$/.test(name)))(
	'%s loads no cryptography',
	(name) => {
		const packages = [...codeOf(name).matchAll(/from '([^.'][^']*)'/g)].map(([, specifier]) => specifier);
		expect(packages.filter((specifier) => specifier !== 'nostr-tools/nip19')).toEqual([]);
	}
);
