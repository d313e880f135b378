import { compile } from '@inlang/paraglide-js';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pseudoMessage } from './pseudo-locale.ts';

const folder = 'src/lib/locales';

/** The pseudo-locale: English made longer and written right to left, so that tests see what translations do. */
export const pseudoLocale = 'ar-XB';

async function writePseudoLocale(): Promise<void> {
	const target = join(folder, pseudoLocale);
	await mkdir(target, { recursive: true });
	for (const file of await readdir(join(folder, 'en'))) {
		const messages: unknown = JSON.parse(await readFile(join(folder, 'en', file), 'utf8'));
		await writeFile(join(target, file), JSON.stringify(pseudoMessage(messages)));
	}
}

/**
 * Compiles the catalogues to three typed modules a language under `src/lib/locales/compiled`: what a visitor reads,
 * what those read who have an account or make one, and what is said in a room.
 */
export async function compileLocales(): Promise<void> {
	await writePseudoLocale();
	await compileProject('project', 'compiled');
	// Later, because the first empties its folder.
	await compileProject('account', 'compiled/account');
	await compileProject('room', 'compiled/room');
}

async function compileProject(name: string, target: string): Promise<void> {
	await compile({
		project: `./${folder}/${name}.inlang`,
		outdir: `./${folder}/${target}`,
		outputStructure: 'locale-modules',
		emitReadme: false,
		emitGitIgnore: false,
		emitPrettierIgnore: false
	});
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await compileLocales();
