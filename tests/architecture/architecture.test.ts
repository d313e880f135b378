import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/lib/app-error.ts';
import { startupGrounds } from '../../src/lib/startup-images.ts';
import { pictureTypes, shareTarget } from '../../src/service-worker/share-form.ts';
import { budgetViolations, undocumentedExports } from './budgets.ts';
import { importCycles, lateCodeInWorker, layerViolations } from './layers.ts';
import { readSources, sourceFile } from './source-tree.ts';

const sources = readSources('src');
const outside = ['dev', 'tests'].flatMap((folder) =>
	readSources(folder).map((file) => ({ ...file, path: `${folder}/${file.path}` }))
);

describe('the source', () => {
	test('is read at all', () => expect(sources.length).toBeGreaterThan(100));
	test('looks down only', () => expect(layerViolations(sources)).toEqual([]));
	test('has no cycles', () => expect(importCycles(sources)).toEqual([]));
	test('builds the service worker as one script', () => expect(lateCodeInWorker(sources)).toEqual([]));
	test('keeps files and functions small, and names that mean something', () =>
		expect([...budgetViolations(sources), ...budgetViolations(outside)]).toEqual([]));
	test('explains what protocol to stores export', () => expect(undocumentedExports(sources)).toEqual([]));
	test('puts no foreign markup on the page', () =>
		expect(
			sources
				.filter((file) => /\{@html|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML/.test(file.text))
				.map((file) => file.path)
		).toEqual([]));
	test('asks the platform only where it may: no window, document or storage below the stores', () => {
		const pure = sources.filter(
			(file) =>
				/^lib\/(protocol|sync)\//.test(file.path) && !/\.test\.ts$|worker|create-verifier/.test(file.path)
		);
		expect(
			pure
				.filter((file) =>
					/\b((window|localStorage|sessionStorage|indexedDB)\s*[.?[]|document\.(body|cookie|query|create|add|visib))/.test(
						file.script.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
					)
				)
				.map((file) => file.path)
		).toEqual([]);
	});
	test('gives dev the protocol only', () =>
		expect(
			outside
				.filter((file) => file.path.startsWith('dev/'))
				.flatMap((file) =>
					[...file.script.matchAll(/from '([^']*src\/lib\/[^']*)'/g)].map(
						([, to]) => `${file.path} -> ${to ?? ''}`
					)
				)
				.filter((edge) => !/src\/lib\/(protocol\/|[a-z-]+\.ts$)/.test(edge))
		).toEqual([]));
});

describe('a planted violation is found', () => {
	const plant = (path: string, text: string): string[] =>
		layerViolations([...sources, sourceFile(path, text)]);
	test.each([
		[
			'protocol asks storage',
			'lib/protocol/planted.ts',
			"import { openStorage } from '$lib/storage/open-storage';"
		],
		[
			'protocol asks storage for a type',
			'lib/protocol/planted.ts',
			"import type { Storage } from '../storage/open-storage.ts';"
		],
		['calls ask sync lazily', 'lib/calls/planted.ts', "const pool = await import('$lib/sync/relay-pool');"],
		[
			'a component asks a route',
			'lib/components/Planted.svelte',
			"<script>import X from '../../routes/+page.svelte';</script>"
		],
		[
			'markup asks a route',
			'lib/components/Planted.svelte',
			"{#await import('../../routes/+page.svelte')}{/await}"
		],
		['a leaf asks protocol', 'lib/planted.ts', "import { kinds } from './protocol/kinds';"],
		['a store names idb', 'lib/stores/planted.ts', "import { openDB } from 'idb';"],
		['sync names NDK', 'lib/sync/planted.ts', "export { NDKEvent } from '@nostr-dev-kit/ndk';"],
		[
			'a component names LiveKit',
			'lib/components/Planted.svelte',
			"<script>import { Room } from 'livekit-client';</script>"
		],
		[
			'the worker asks a store',
			'service-worker/planted.ts',
			"import { Porch } from '$lib/stores/porch.svelte';"
		]
	])('%s', (_, path, text) => expect(plant(path, text)).toHaveLength(1));

	test('a cycle', () => {
		const ring = [
			sourceFile('lib/protocol/a.ts', "import './b.ts';"),
			sourceFile('lib/protocol/b.ts', "import './a.ts';")
		];
		expect(importCycles(ring)).toHaveLength(1);
	});
	test.each(["import type { B } from './b.ts';", "export type B = import('./b.ts').B;"])(
		'a cycle of types: %s',
		(half) => {
			const ring = [
				sourceFile('lib/storage/a.ts', half),
				sourceFile('lib/storage/b.ts', "import type { A } from './a.ts';")
			];
			expect(importCycles(ring)).toHaveLength(1);
		}
	);
	test('a long file, a long function, a vague name', () => {
		const body = 'x();\n'.repeat(70);
		expect(budgetViolations([sourceFile('lib/sync/long.ts', 'x();\n'.repeat(301))])).toHaveLength(1);
		expect(budgetViolations([sourceFile('lib/sync/long.ts', `function f() {\n${body}}\n`)])).toHaveLength(1);
		expect(budgetViolations([sourceFile('lib/sync/utils.ts', 'x();')])).toHaveLength(1);
	});
	test('an export without a word', () => {
		const files = [
			sourceFile(
				'lib/sync/mute.ts',
				'export const a = 1;\n/** Said. */\nexport const b = 2;\nexport class C {}\n'
			)
		];
		expect(undocumentedExports(files)).toHaveLength(2);
	});
});

interface Pictured {
	src: string;
	sizes: string;
	purpose?: string;
	icons?: Pictured[];
}

/** `<width>x<height>`, from the head of a PNG. */
function sizeOfPng(path: string): string {
	const head = readFileSync(path);
	return `${head.readUInt32BE(16)}x${head.readUInt32BE(20)}`;
}

describe('manifest and worker agree', () => {
	const manifest = JSON.parse(readFileSync('manifest.webmanifest', 'utf8')) as Record<string, unknown>;
	const worker = readSources('src/service-worker')
		.map((file) => file.text)
		.join('\n');
	test('the worker keeps the manifest and the start page', () => {
		expect(worker).toContain('/manifest.webmanifest');
		expect(manifest.start_url).toBe('/');
		expect(manifest.id).toBe('/');
	});
	test('a share comes to where the worker waits for it, in the fields that it reads', () => {
		const { action, title, text, url, pictures } = shareTarget;
		expect(manifest.share_target).toEqual({
			action,
			method: 'POST',
			enctype: 'multipart/form-data',
			params: { title, text, url, files: [{ name: pictures, accept: pictureTypes }] }
		});
		expect(worker).toContain('new ShareTarget(storage)');
		expect(readFileSync(`src/routes${action}/+page.svelte`, 'utf8')).toContain('ShareScreen');
	});
	test('every picture of the manifest exists, in the size that it says', () => {
		const { icons, screenshots, shortcuts } = manifest as Record<string, Pictured[]>;
		const kept = [...(icons ?? []), ...(shortcuts ?? []).flatMap((shortcut) => shortcut.icons ?? [])];
		for (const { src, sizes } of kept) expect(sizeOfPng(`static${src}`)).toBe(sizes);
		for (const { src, sizes } of screenshots ?? []) {
			expect(sizeOfPng(src.replace('/screenshots/', 'docs/pictures/'))).toBe(sizes);
		}
		expect((icons ?? []).map(({ purpose = 'any' }) => purpose)).toEqual(
			expect.arrayContaining(['any', 'maskable', 'monochrome'])
		);
	});
	// The page's own ground is written in the stylesheet, and `install.spec.ts` compares it with the bars.
	test("the start, its pictures and the browser's bars have the same ground", () => {
		const { light, dark } = startupGrounds;
		const bars = readFileSync('src/app.html', 'utf8').matchAll(/data-theme="(\w+)".* content="(#\w+)"/g);
		expect(Object.fromEntries([...bars].map(([, theme, colour]) => [theme, colour]))).toEqual({
			light,
			dark
		});
		expect([manifest.background_color, manifest.theme_color]).toEqual([light, light]);
	});
	test('whatever opens Porch opens a page of it', () => {
		const { shortcuts, protocol_handlers: handlers } = manifest as Record<string, { url: string }[]>;
		for (const { url } of [...(shortcuts ?? []), ...(handlers ?? [])]) {
			expect(existsSync(`src/routes${url.replace(/#.*/, '')}/+page.svelte`)).toBe(true);
		}
	});
});

describe('the catalogue', () => {
	const folder = 'src/lib/locales/en';
	const ofErrors = ['errors.json', 'room-errors.json'];
	const texts = [...sources.map((file) => file.text), readFileSync('src/app.html', 'utf8')].join('\n');
	const keysOf = (file: string): string[] =>
		Object.keys(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Record<string, unknown>);
	test.each(readdirSync(folder).filter((file) => !ofErrors.includes(file)))(
		'has no sentence in %s that nobody says',
		(file) => {
			expect(keysOf(file).filter((key) => !new RegExp(`\\b${key}\\b`).test(texts))).toEqual([]);
		}
	);
	test('has a sentence for every error code, and no other', () => {
		const expected = errorCodes.map((code) => `error_${code.replaceAll('-', '_')}`);
		expect(ofErrors.flatMap(keysOf).sort()).toEqual([...expected].sort());
	});
});
