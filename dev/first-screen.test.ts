import { describe, expect, test } from 'vitest';
import { fillWords, linkFirstScreen } from './first-screen.js';
import { firstScreenFiles } from './vite-first-screen.ts';
import type { BundleFile } from './vite-precache.ts';

const chunk = (fileName: string, facadeModuleId: string, more: Partial<BundleFile> = {}): BundleFile => ({
	type: 'chunk',
	fileName,
	facadeModuleId,
	...more
});
const css = (...names: string[]): BundleFile['viteMetadata'] => ({
	importedCss: new Set(names),
	importedAssets: new Set<string>()
});

describe('what the first screen needs', () => {
	const bundle = {
		'start.js': chunk('start.js', '/app/node_modules/@sveltejs/kit/src/runtime/client/entry.js'),
		'talk.js': chunk('talk.js', '/app/.svelte-kit/nodes/3.js', { imports: ['porch.js'] }),
		'porch.js': { type: 'chunk', fileName: 'porch.js', viteMetadata: css('porch.css') },
		'login.js': chunk('login.js', '/app/.svelte-kit/nodes/9.js', { viteMetadata: css('login.css') })
	} satisfies Record<string, BundleFile>;
	const routes: Record<string, string> = {
		'/app/.svelte-kit/nodes/3.js': '/app/src/routes/[relay]/[group]/(talk)/+layout.svelte',
		'/app/.svelte-kit/nodes/9.js': '/app/src/routes/login/+page.svelte'
	};
	const getModuleInfo = (id: string) => ({ importedIds: [routes[id] ?? ''] });

	test('is what its routes reach, and its styles', () => {
		expect(firstScreenFiles(bundle, { getModuleInfo }, '/app')).toEqual({
			modules: ['/porch.js', '/start.js', '/talk.js'],
			styles: ['/porch.css']
		});
	});
});

describe('the page', () => {
	test('says its words, and builds with none missing', () => {
		expect(fillWords('<p>%page_late%</p> 100%', { page_late: 'Slow.' })).toBe('<p>Slow.</p> 100%');
		expect(() => fillWords('<p>%page_new%</p>', { page_late: 'Slow.' })).toThrow('page_new');
	});

	const page = `<head>
		<link href="/start.js" rel="modulepreload">
		<link href="/porch.css" rel="stylesheet">
		<link href="/login.css" rel="stylesheet">
	</head>`;

	test('waits for no styles but those of the first screen, and asks for its modules at once', () => {
		const linked = linkFirstScreen(page, { modules: ['/start.js', '/talk.js'], styles: ['/porch.css'] });
		expect(
			[...linked.matchAll(/href="([^"]+)" rel="(\w+)"/g)].map(([, path, rel]) => `${rel} ${path}`)
		).toEqual(['modulepreload /start.js', 'stylesheet /porch.css', 'modulepreload /talk.js']);
	});
});
