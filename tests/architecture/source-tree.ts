import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';

/** One file of `src/`: its path from there, its text, and its script (a component's blocks, joined). */
export interface SourceFile {
	path: string;
	text: string;
	script: string;
}

/** An import as written, and where it leads inside `src/` (undefined: a package). */
export interface Import {
	from: string;
	specifier: string;
	to: string | undefined;
}

const code = /\.(ts|svelte)$/;

/** A file from its path and text; tests plant their violations with it. */
export function sourceFile(path: string, text: string): SourceFile {
	if (!path.endsWith('.svelte')) return { path, text, script: text };
	// Blank lines keep the line numbers of the component.
	const blocks = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)];
	return { path, text, script: blocks.map((block) => block[1] ?? '').join('\n') };
}

/** Every source file below `root`, generated ones left out. */
export function readSources(root: string): SourceFile[] {
	return readdirSync(root, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && code.test(entry.name))
		.map((entry) => relative(root, join(entry.parentPath, entry.name)))
		.filter((path) => !path.includes('locales/compiled'))
		.map((path) => sourceFile(path, readFileSync(join(root, path), 'utf8')));
}

function target(from: string, specifier: string, known: ReadonlySet<string>): string | undefined {
	const bare = specifier.replace(/\?.*$/, '');
	let path: string;
	if (bare.startsWith('$lib/')) path = `lib/${bare.slice(5)}`;
	else if (bare.startsWith('.')) path = normalize(join(dirname(from), bare));
	else return undefined;
	for (const candidate of [path, `${path}.ts`, `${path}.svelte`, path.replace(/\.js$/, '.ts')]) {
		if (known.has(candidate)) return candidate;
	}
	return path;
}

/** All imports of a file, dynamic ones and re-exports included. */
export function importsOf(file: SourceFile, known: ReadonlySet<string>): Import[] {
	const found: Import[] = [];
	const source = ts.createSourceFile(file.path, file.script, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
	const add = (node: ts.Node | undefined): void => {
		if (!node || !ts.isStringLiteralLike(node)) return;
		found.push({ from: file.path, specifier: node.text, to: target(file.path, node.text, known) });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
		else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
		else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
			add(node.arguments[0]);
		ts.forEachChild(node, visit);
	};
	visit(source);
	// Components import from their markup too: `{#await import('./X.svelte')}`.
	if (file.path.endsWith('.svelte')) {
		for (const [, specifier] of file.text
			.replace(/<script[\s\S]*?<\/script>/g, '')
			.matchAll(/import\('([^']+)'\)/g)) {
			found.push({
				from: file.path,
				specifier: specifier ?? '',
				to: target(file.path, specifier ?? '', known)
			});
		}
	}
	return found;
}
