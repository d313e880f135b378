import { relative } from 'node:path';
import type { Plugin } from 'vite';
import { versionSource } from './vite-version.ts';

/** What this needs of a bundle: chunks with their imports, assets with their names. */
export interface BundleFile {
	type: 'chunk' | 'asset';
	fileName: string;
	isEntry?: boolean;
	facadeModuleId?: string | null;
	moduleIds?: string[];
	imports?: string[];
	viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> };
}

type Bundle = Readonly<Record<string, BundleFile>>;

/** What this needs of the module graph: who imports a module on demand, and what it imports itself. */
export interface DemandGraph {
	getModuleInfo(id: string): {
		importedIds: readonly string[];
		dynamicImporters: readonly string[];
	} | null;
}

/** Parts of the app that come on demand. */
export interface LaterParts {
	/** The files of all parts that the shell has not. */
	later: string[];
	/**
	 * Which of them a part consists of, by the path of its source, which outlives versions; the first is the file that
	 * is asked for, the others come with it.
	 */
	parts: Record<string, number[]>;
}

/** Routes that a visitor who reads does not open; their chunks are kept once they were used. */
const laterRoutes = /\/routes\/\(account\)\//;
/** What is loaded on demand and has to be there all the same: the source language, and what takes another version. */
const alwaysKept = /\/locales\/compiled\/messages\/en\.js$|\/routes\/app-version\.ts$/;
const isCode = (name: string): boolean => /\.(js|css)$/.test(name);

/** Adds a file, and what it reaches by static imports: chunks, styles and workers. */
function reach(bundle: Bundle, name: string, files: Set<string>): void {
	const file = bundle[name];
	if (!file || files.has(name)) return;
	files.add(name);
	for (const next of file.imports ?? []) reach(bundle, next, files);
	for (const asset of [
		...(file.viteMetadata?.importedCss ?? []),
		...(file.viteMetadata?.importedAssets ?? [])
	]) {
		files.add(asset);
	}
}

/**
 * The files that the reading shell needs offline: what the entries (Kit's start, its app and the routes) reach by
 * static imports, their styles and workers, the source language, and what takes another version. LiveKit, NDK and other lazy chunks stay out.
 */
export function shellFiles(bundle: Bundle): string[] {
	const files = new Set<string>();
	for (const file of Object.values(bundle)) {
		if (file.type !== 'chunk') continue;
		// Kit's entries are files of its own that hold the routes.
		const isLater = file.moduleIds?.some((id) => laterRoutes.test(id));
		if ((file.isEntry && !isLater) || alwaysKept.test(file.facadeModuleId ?? '')) {
			reach(bundle, file.fileName, files);
		}
	}
	for (const name of Object.keys(bundle)) if (/verifier-worker[^/]*\.js$/.test(name)) files.add(name);
	return [...files].filter(isCode).sort();
}

/** All parts outside the shell, so that a new version finds its own files of what the one before it had kept. */
export function laterParts(bundle: Bundle, graph: DemandGraph, root: string): LaterParts {
	const shell = new Set(shellFiles(bundle));
	const filesOf = new Map<string, string[]>();
	for (const file of Object.values(bundle)) {
		if (file.type !== 'chunk' || shell.has(file.fileName)) continue;
		const reached = new Set<string>();
		reach(bundle, file.fileName, reached);
		const files = [...reached].filter((name) => isCode(name) && !shell.has(name));
		for (const id of namesOf(file, graph)) filesOf.set(relative(root, id), files);
	}
	const later = [...new Set([...filesOf.values()].flat())].sort();
	const parts = [...filesOf].map(([name, files]): [string, number[]] => [
		name,
		files.map((file) => later.indexOf(file))
	]);
	return { later, parts: Object.fromEntries(parts.sort(([one], [other]) => (one < other ? -1 : 1))) };
}

/** The modules of a chunk that something asks for on demand; Kit asks for a route by a number, which changes. */
function namesOf({ isEntry, facadeModuleId, moduleIds = [] }: BundleFile, graph: DemandGraph): string[] {
	if (isEntry && facadeModuleId) {
		return graph.getModuleInfo(facadeModuleId)?.importedIds.filter((id) => laterRoutes.test(id)) ?? [];
	}
	return moduleIds.filter((id) => (graph.getModuleInfo(id)?.dynamicImporters.length ?? 0) > 0);
}

/**
 * Emits `precache.json` for the service worker: Kit 2 builds it without our plugins, and its own list of the build
 * holds every chunk by hash, without a word about what it is for.
 */
export function precachePlugin(root: string): Plugin {
	return {
		name: 'porch-precache',
		generateBundle: {
			order: 'post',
			handler(_options, bundle) {
				if (this.environment.name !== 'client') return;
				const known = bundle as unknown as Bundle;
				const { version } = JSON.parse(versionSource(bundle)) as { version: string };
				const { later, parts } = laterParts(known, this, root);
				const path = (name: string): string => `/${name}`;
				const source = JSON.stringify({
					version,
					files: shellFiles(known).map(path),
					later: later.map(path),
					parts
				});
				this.emitFile({ type: 'asset', fileName: 'precache.json', source });
			}
		}
	};
}
