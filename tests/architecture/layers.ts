import { importsOf, type Import, type SourceFile } from './source-tree.ts';

const below: Record<string, readonly string[]> = {
	leaf: [],
	locales: [],
	protocol: [],
	storage: ['protocol'],
	sync: ['protocol', 'storage'],
	identity: ['protocol', 'storage'],
	calls: ['protocol'],
	pictures: ['protocol'],
	stores: ['protocol', 'storage', 'sync', 'identity', 'calls', 'pictures', 'locales'],
	components: ['protocol', 'storage', 'sync', 'identity', 'calls', 'pictures', 'stores', 'locales'],
	routes: ['protocol', 'storage', 'sync', 'identity', 'calls', 'pictures', 'stores', 'components', 'locales'],
	'service-worker': ['protocol', 'storage', 'sync', 'identity', 'locales']
};

/** Packages and the only layers that may name them. */
const homes: [RegExp, readonly string[]][] = [
	[/^nostr-tools(\/|$)/, ['protocol', 'identity']],
	[/^(idb|fake-indexeddb)(\/|$)/, ['storage']],
	[/^@nostr-dev-kit\//, ['identity']],
	[/^livekit-client(\/|$)/, ['calls']],
	[/^\$app\//, ['routes']],
	[/^\$service-worker$/, ['service-worker']],
	[/^workbox-window$/, ['routes']],
	[/^workbox-(?!window)/, ['service-worker']]
];

/** The layer of a path below `src/`; files directly in `lib/` are leaves. */
export function layerOf(path: string): string | undefined {
	const [top, second, ...rest] = path.split('/');
	if (top === 'routes' || top === 'service-worker') return top;
	if (top !== 'lib' || !second) return undefined;
	return rest.length === 0 ? 'leaf' : second;
}

function judge(edge: Import): string | undefined {
	const from = layerOf(edge.from);
	if (!from) return undefined;
	const home = homes.find(([name]) => name.test(edge.specifier));
	if (home && !home[1].includes(from))
		return `${edge.from} names ${edge.specifier}, which belongs to ${home[1].join(', ')}`;
	const to = edge.to && layerOf(edge.to);
	if (!to || to === from || to === 'leaf') return undefined;
	if (below[from]?.includes(to)) return undefined;
	return `${edge.from} (${from}) looks up or aside to ${edge.to} (${to})`;
}

/** Imports that do not look down, and packages named outside their layer. One sentence each. */
export function layerViolations(files: readonly SourceFile[]): string[] {
	const known = new Set(files.map((file) => file.path));
	return files.flatMap((file) => importsOf(file, known).flatMap((edge) => judge(edge) ?? []));
}

/** Cycles of imports, each as the path that closes it. Types count: files that describe each other cannot be read apart. */
export function importCycles(files: readonly SourceFile[]): string[] {
	const known = new Set(files.map((file) => file.path));
	const edges = new Map(
		files.map((file) => [
			file.path,
			importsOf(file, known).flatMap(({ to }) => (to && known.has(to) && to !== file.path ? [to] : []))
		])
	);
	const done = new Set<string>();
	const cycles: string[] = [];
	const walk = (path: string, trail: string[]): void => {
		const at = trail.indexOf(path);
		if (at >= 0) cycles.push([...trail.slice(at), path].join(' -> '));
		if (at >= 0 || done.has(path)) return;
		for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
		done.add(path);
	};
	for (const path of edges.keys()) walk(path, []);
	return cycles;
}

/**
 * Files that the service worker is built of and that fetch code when they need it. It is one classic script: with a
 * second chunk it becomes a module, and is not installed anywhere.
 */
export function lateCodeInWorker(files: readonly SourceFile[]): string[] {
	const known = new Map(files.map((file) => [file.path, file]));
	const paths = new Set(known.keys());
	const reached = new Set<string>();
	const waiting = ['service-worker/index.ts'];
	const late: string[] = [];
	for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
		const file = known.get(path);
		if (!file || reached.has(path)) continue;
		reached.add(path);
		// Types are gone by then.
		const script = file.script.replace(/^import type [^;]*;|typeof import\([^)]*\)/gm, '');
		if (/\bimport\(/.test(script)) late.push(path);
		waiting.push(...importsOf({ ...file, script }, paths).flatMap(({ to }) => to ?? []));
	}
	return late;
}
