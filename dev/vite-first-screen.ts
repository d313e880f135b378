import type { Plugin } from 'vite';
import { conversationRoutes, type ModuleGraph } from './vite-chunks.ts';
import type { BundleFile } from './vite-precache.ts';

/** What the page of the app links to, as paths from its origin. */
export interface FirstScreen {
	/** Modules that Kit would ask for one after the other: each when the one before says that it is needed. */
	modules: string[];
	styles: string[];
}

const catalogue = /\/locales\/compiled\/messages\/en\.js$/;
const kitEntry = /\/kit\/src\/runtime\/client\/entry\.js$|\/generated\/client(-optimized)?\/app\.js$/;

/** What the first screen, a conversation, needs of a bundle at once; the rest comes when something asks for it. */
export function firstScreenFiles(
	bundle: Readonly<Record<string, BundleFile>>,
	graph: ModuleGraph,
	root: string
): FirstScreen {
	const routes = new Set(conversationRoutes.map((path) => `${root}/${path}`));
	const isNeeded = ({ facadeModuleId }: BundleFile): boolean => {
		if (!facadeModuleId) return false;
		if (catalogue.test(facadeModuleId) || kitEntry.test(facadeModuleId)) return true;
		return graph.getModuleInfo(facadeModuleId)?.importedIds.some((id) => routes.has(id)) ?? false;
	};
	const modules = new Set<string>();
	const styles = new Set<string>();
	const add = (name: string): void => {
		const file = bundle[name];
		if (!file || modules.has(name)) return;
		modules.add(name);
		for (const style of file.viteMetadata?.importedCss ?? []) styles.add(style);
		for (const next of file.imports ?? []) add(next);
	};
	for (const file of Object.values(bundle)) if (file.type === 'chunk' && isNeeded(file)) add(file.fileName);
	const paths = (names: ReadonlySet<string>): string[] => [...names].map((name) => `/${name}`).sort();
	return { modules: paths(modules), styles: paths(styles) };
}

/** Emits `first-screen.txt`, a path a line, which `dev/first-screen.js` writes into the page. */
export function firstScreenPlugin(root: string): Plugin {
	return {
		name: 'porch-first-screen',
		generateBundle: {
			order: 'post',
			handler(_options, bundle) {
				if (this.environment.name !== 'client') return;
				const files = firstScreenFiles(bundle, this, root);
				const source = [...files.modules, ...files.styles].join('\n');
				this.emitFile({ type: 'asset', fileName: 'first-screen.txt', source });
			}
		}
	};
}
