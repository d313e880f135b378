import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { takeTurn } from './build-turn.ts';
import { runCommand } from './command.ts';
import { report, withProgress } from './progress.ts';

const buildsFolder = join('.cache', 'builds');
/** Enough for a demo, a test run and a bench side by side, each with its own relays. */
const keptBuilds = 6;

/** Everything that a build is made of. What the locales compile to is made of what is listed. */
const sources = [
	'src',
	'static',
	'manifest.webmanifest',
	'docs/pictures',
	'package-lock.json',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
	'dev/headers.js',
	'dev/first-screen.js',
	'dev/png.ts'
];

async function filesUnder(path: string): Promise<string[]> {
	const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => undefined);
	if (!entries) return [path];
	return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function made(file: string): boolean {
	return /[\\/]locales[\\/](compiled|ar-XB)[\\/]|\.test\.ts$/.test(file);
}

async function stampOf(environment: Record<string, string>): Promise<string> {
	const plugins = (await readdir('dev'))
		.filter((name) => name.startsWith('vite-'))
		.map((name) => join('dev', name));
	const listed = await Promise.all([...sources, ...plugins].map(filesUnder));
	const hash = createHash('sha256').update(JSON.stringify(environment));
	for (const file of listed
		.flat()
		.filter((name) => !made(name))
		.sort()) {
		hash.update(`\0${file}\0`).update(await readFile(file));
	}
	return hash.digest('hex').slice(0, 16);
}

async function forgetOldBuilds(): Promise<void> {
	const folders = (await readdir(buildsFolder)).map((name) => join(buildsFolder, name));
	const ages = await Promise.all(folders.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
	ages.sort((a, b) => b.at - a.at);
	await Promise.all(ages.slice(keptBuilds).map(({ path }) => rm(path, { recursive: true, force: true })));
}

export interface BuildOptions {
	/** Relays to look around on, baked into the build. */
	relays: string[];
	/** Where new keys' lists go and missing profiles are looked up. */
	profileRelays: string[];
	/** Where pictures go of people who have no media servers of their own. */
	mediaServers?: string[];
	/** What this version is called; by default the time of the build. */
	version?: string;
}

/** What a build is told by its environment. */
export function buildEnvironment(options: BuildOptions): Record<string, string> {
	return {
		// The local stack speaks plain text on loopback; its policy lets that through.
		PORCH_LOCAL: 'yes',
		VITE_PORCH_RELAYS: options.relays.join(','),
		VITE_PORCH_PROFILE_RELAYS: options.profileRelays.join(','),
		VITE_PORCH_MEDIA_SERVERS: (options.mediaServers ?? []).join(','),
		...(options.version ? { PORCH_VERSION: options.version } : {})
	};
}

/**
 * Builds the app for the local stack, unless the same sources were built for the same relays before, and returns the
 * folder. Each build has a folder of its own, so that none changes under a server that is serving it. Throws when
 * it fails.
 */
export async function buildApp(options: BuildOptions): Promise<string> {
	const environment = buildEnvironment(options);
	await mkdir(buildsFolder, { recursive: true });
	const endTurn = await takeTurn(join('.cache', 'build.lock'));
	try {
		const folder = join(buildsFolder, await stampOf(environment));
		if (existsSync(folder)) {
			report('app', 'built, nothing changed');
			// In use again: not the next one to be forgotten.
			await utimes(folder, new Date(), new Date());
			return folder;
		}
		await build(folder, environment);
		await forgetOldBuilds();
		return folder;
	} finally {
		await endTurn();
	}
}

async function build(folder: string, environment: Record<string, string>): Promise<void> {
	const unfinished = `${folder}.unfinished`;
	const env = { ...environment, PORCH_BUILD_FOLDER: unfinished, NO_COLOR: '1' };
	await withProgress('app', 'building', async () => {
		const outcome = await runCommand('vite', ['build', '--logLevel', 'warn'], { env, onLine: () => {} });
		if (outcome.code !== 0) throw new Error(`The build failed:\n${outcome.output.trimEnd()}`);
	});
	await rename(unfinished, folder);
}
