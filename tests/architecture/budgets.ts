import ts from 'typescript';
import { layerOf } from './layers.ts';
import type { SourceFile } from './source-tree.ts';

const FILE_LINES = 300;
const FUNCTION_LINES = 60;
const documented = new Set(['protocol', 'storage', 'sync', 'identity', 'calls', 'pictures', 'stores']);
// Kit looks for the worker under `service-worker/index.ts`; elsewhere an index is a barrel.
const vagueNames = /(^|(?<!^service-worker)\/)(utils?|helpers?|misc|common|state|index)\.(svelte\.)?ts$/;

function isTest(path: string): boolean {
	return /\.test\.ts$/.test(path);
}

function parse(file: SourceFile): ts.SourceFile {
	return ts.createSourceFile(file.path, file.script, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** Files and functions that grew over their budget, and files whose name says nothing. */
export function budgetViolations(files: readonly SourceFile[]): string[] {
	return files.flatMap((file) => {
		const found: string[] = [];
		const lines = file.text.trimEnd().split('\n').length;
		if (lines > FILE_LINES) found.push(`${file.path} has ${lines} lines, more than ${FILE_LINES}`);
		if (vagueNames.test(file.path)) found.push(`${file.path} has a name that says nothing`);
		if (isTest(file.path)) return found;
		const source = parse(file);
		const visit = (node: ts.Node): void => {
			if (ts.isFunctionLike(node) && 'body' in node && node.body) {
				const span =
					source.getLineAndCharacterOfPosition(node.end).line -
					source.getLineAndCharacterOfPosition(node.getStart()).line +
					1;
				if (span > FUNCTION_LINES)
					found.push(`${file.path}: a function of ${span} lines, more than ${FUNCTION_LINES}`);
			}
			ts.forEachChild(node, visit);
		};
		visit(source);
		return found;
	});
}

function nameOf(node: ts.Statement): string {
	if (ts.isVariableStatement(node)) return node.declarationList.declarations[0]?.name.getText() ?? '?';
	return 'name' in node && node.name ? (node.name as ts.Node).getText() : '?';
}

/** Exports of protocol to stores without a doc comment. */
export function undocumentedExports(files: readonly SourceFile[]): string[] {
	return files
		.filter(
			(file) => documented.has(layerOf(file.path) ?? '') && !isTest(file.path) && file.path.endsWith('.ts')
		)
		.flatMap((file) => {
			const source = parse(file);
			return source.statements.flatMap((statement) => {
				if (!ts.canHaveModifiers(statement)) return [];
				const exported = ts
					.getModifiers(statement)
					?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
				if (!exported || ts.getJSDocCommentsAndTags(statement).length > 0) return [];
				return [`${file.path}: ${nameOf(statement)} is exported without a word`];
			});
		});
}
