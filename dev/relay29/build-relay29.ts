import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const source = import.meta.dirname;
const cache = join(source, '../../.cache/relay29');

/** Milliseconds after which a build that has not ended must have been killed: it takes one minute on a slow machine. */
const longestBuild = 10 * 60_000;

/**
 * Builds relay29 into `.cache/`, once for each version of its source; the path of the program, or undefined where there
 * is no Go. Whoever comes while it is being built waits. Rejects with Go's own words when the build fails.
 */
export async function buildRelay29(): Promise<string | undefined> {
	const program = join(cache, `relay29-${await sourceHash()}${process.platform === 'win32' ? '.exe' : ''}`);
	if (existsSync(program)) return program;
	if (!(await hasGo())) return undefined;
	const lock = `${program}.building`;
	await mkdir(cache, { recursive: true });
	await takeLock(lock);
	try {
		if (existsSync(program)) return program;
		await run('go', ['build', '-mod=mod', '-buildvcs=false', '-trimpath', '-o', `${lock}/relay29`, '.'], { cwd: source });
		await rename(`${lock}/relay29`, program);
		return program;
	} finally {
		await rm(lock, { recursive: true, force: true });
	}
}

/** A directory is made by one process only; the others look again until it is gone. */
async function takeLock(lock: string): Promise<void> {
	for (;;) {
		try {
			return await mkdir(lock);
		} catch {
			const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
			if (age > longestBuild) await rm(lock, { recursive: true, force: true });
			else await setTimeout(200);
		}
	}
}

async function sourceHash(): Promise<string> {
	const hash = createHash('sha256');
	for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(await readFile(join(source, file)));
	return hash.digest('hex').slice(0, 16);
}

async function hasGo(): Promise<boolean> {
	try {
		await run('go', ['version']);
		return true;
	} catch {
		return false;
	}
}

if (import.meta.main) console.log((await buildRelay29()) ?? 'There is no Go here: install it from https://go.dev/dl.');
