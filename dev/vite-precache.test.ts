import { describe, expect, test } from 'vitest';
import { laterParts, shellFiles, type BundleFile, type DemandGraph } from './vite-precache.ts';

const chunk = (fileName: string, more: Partial<BundleFile> = {}): [string, BundleFile] => [
	fileName,
	{ type: 'chunk', fileName, moduleIds: [], ...more }
];
const bundle = Object.fromEntries([
	chunk('start.js', { isEntry: true, imports: ['porch.js'] }),
	chunk('porch.js', { moduleIds: ['/app/src/porch.ts'] }),
	chunk('composer.js', {
		moduleIds: ['/app/src/Composer.svelte', '/app/src/emoji.ts'],
		imports: ['porch.js', 'icons.js'],
		viteMetadata: { importedCss: new Set(['composer.css']), importedAssets: new Set(['cat.png']) }
	}),
	chunk('icons.js', { moduleIds: ['/app/src/icons.ts'] }),
	chunk('keys.js', {
		moduleIds: ['/app/src/keys.ts'],
		viteMetadata: { importedCss: new Set(), importedAssets: new Set(['key-worker.js']) }
	}),
	chunk('2.js', {
		isEntry: true,
		facadeModuleId: '/app/nodes/2.js',
		moduleIds: ['/app/nodes/2.js', '/app/src/routes/(account)/login/+page.svelte'],
		imports: ['icons.js']
	})
]);
const onDemand = ['/app/src/Composer.svelte', '/app/src/keys.ts', '/app/src/porch.ts', '/app/nodes/2.js'];
const graph: DemandGraph = {
	getModuleInfo: (id) => ({
		importedIds: id === '/app/nodes/2.js' ? ['/app/src/routes/(account)/login/+page.svelte'] : [],
		dynamicImporters: onDemand.includes(id) ? ['/app/src/app.ts'] : []
	})
};

describe('what the service worker is told about a build', () => {
	test('the reading shell is what the entries reach, without the routes of an account', () => {
		expect(shellFiles(bundle)).toEqual(['porch.js', 'start.js']);
	});

	test('a part is called by its source, and is its file and what that brings besides the shell', () => {
		const { later, parts } = laterParts(bundle, graph, '/app');
		expect(later).toEqual(['2.js', 'composer.css', 'composer.js', 'icons.js', 'key-worker.js', 'keys.js']);
		expect(Object.entries(parts).map(([name, at]) => [name, at.map((each) => later[each])])).toEqual([
			['src/Composer.svelte', ['composer.js', 'icons.js', 'composer.css']],
			['src/keys.ts', ['keys.js', 'key-worker.js']],
			['src/routes/(account)/login/+page.svelte', ['2.js', 'icons.js']]
		]);
	});
});
