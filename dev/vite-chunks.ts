/** What this needs of Rolldown's module graph: the modules that a module imports statically. */
export interface ModuleGraph {
	getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/** The conversation and the frame of the app around it. */
export const conversationRoutes = [
	'src/routes/+layout.svelte',
	'src/routes/+layout.ts',
	'src/routes/[relay]/[group]/+layout.svelte',
	'src/routes/[relay]/[group]/(talk)/+layout.svelte',
	'src/routes/[relay]/[group]/(talk)/+layout.ts',
	'src/routes/[relay]/[group]/(talk)/+page.svelte'
];

/** Where a first visit begins. */
const firstScreen = [
	'node_modules/@sveltejs/kit/src/runtime/client/entry.js',
	'src/hooks.client.ts',
	...conversationRoutes
];

/** Helpers of the bundler: `\0rolldown/runtime.js`, `\0vite/preload-helper.js`. */
const helper = /^\0(rolldown|vite)\//;
const icon = /\/node_modules\/@lucide\//;
const library = /\/node_modules\/(?!@lucide\/)/;

/**
 * Names the two chunks of a first visit, `framework` and `porch`, instead of the fifty small ones that sharing
 * between routes would make: those compress worse, and each is a round trip more. They hold what the first screen
 * reaches by static imports and nothing else; what is imported on demand stays where the imports put it, but for the
 * icons, which are one chunk.
 */
export function chunkNamer(root: string): (id: string, graph: ModuleGraph) => string | null {
	let reached: Set<string> | undefined;
	return (id, graph) => {
		reached ??= reachedFrom(
			firstScreen.map((path) => `${root}/${path}`),
			graph
		);
		if (helper.test(id)) return 'framework';
		// Each would be a file of its own, whose name stands in every list of what a part of the app needs.
		if (!reached.has(id)) return icon.test(id) ? 'icons' : null;
		return library.test(id) ? 'framework' : 'porch';
	};
}

function reachedFrom(roots: readonly string[], graph: ModuleGraph): Set<string> {
	const reached = new Set<string>();
	const waiting = [...roots];
	for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
		if (reached.has(id)) continue;
		reached.add(id);
		waiting.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
	}
	return reached;
}
