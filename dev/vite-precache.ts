import type { Plugin } from 'vite';

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

/** Routes that a visitor who reads does not open; their chunks are kept once they were used. */
const laterRoutes = /\/routes\/\(account\)\//;
/** What is loaded on demand and has to be there all the same: the source language, and what takes another version. */
const alwaysKept = /\/locales\/compiled\/messages\/en\.js$|\/routes\/app-version\.ts$/;

/**
 * The files that the reading shell needs offline: what the entries (Kit's start, its app and the routes) reach by
 * static imports, their styles and workers, the source language, and what takes another version. LiveKit, NDK and other lazy chunks stay out.
 */
export function shellFiles(bundle: Readonly<Record<string, BundleFile>>): string[] {
	const files = new Set<string>();
	const add = (name: string): void => {
		const file = bundle[name];
		if (!file || files.has(name)) return;
		files.add(name);
		for (const next of file.imports ?? []) add(next);
		for (const asset of [
			...(file.viteMetadata?.importedCss ?? []),
			...(file.viteMetadata?.importedAssets ?? [])
		]) {
			files.add(asset);
		}
	};
	for (const file of Object.values(bundle)) {
		if (file.type !== 'chunk') continue;
		// Kit's entries are files of its own that hold the routes.
		const isLater = file.moduleIds?.some((id) => laterRoutes.test(id));
		if ((file.isEntry && !isLater) || alwaysKept.test(file.facadeModuleId ?? '')) add(file.fileName);
	}
	for (const name of Object.keys(bundle)) if (/verifier-worker[^/]*\.js$/.test(name)) files.add(name);
	return [...files].filter((name) => /\.(js|css)$/.test(name)).sort();
}

/**
 * Emits `precache.json` for the service worker: Kit 2 builds it without our plugins, and its own list of the build
 * holds every chunk by hash, LiveKit and NDK included.
 */
export function precachePlugin(): Plugin {
	return {
		name: 'porch-precache',
		generateBundle: {
			order: 'post',
			handler(_options, bundle) {
				if (this.environment.name !== 'client') return;
				const files = shellFiles(bundle as unknown as Record<string, BundleFile>).map((name) => `/${name}`);
				this.emitFile({ type: 'asset', fileName: 'precache.json', source: JSON.stringify({ files }) });
			}
		}
	};
}
