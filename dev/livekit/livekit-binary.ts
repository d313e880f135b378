import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram, runCommand } from '../command.ts';
import { withProgress } from '../progress.ts';

/** The newest release that `go install` accepts: later ones carry `replace` lines. */
const version = '1.13.5';
const cacheFolder = join('.cache', 'livekit');
const fileName = process.platform === 'win32' ? 'livekit-server.exe' : 'livekit-server';
const cached = join(cacheFolder, fileName);

/** SHA-256 of the official archives of that release, by `platform-arch` as Node names them. */
const archives: Record<string, { name: string; sha256: string }> = {
	'linux-x64': {
		name: 'linux_amd64',
		sha256: 'c020fac437b7cc9b776eef1ad5ea8af77be9acfa07602eca20a3a44930dfbc70'
	},
	'linux-arm64': {
		name: 'linux_arm64',
		sha256: '332015305518765fe05bad74fc3a9d9583e635e7dd130de3c4fc563d69c550f3'
	}
};

export interface LiveKitBinary {
	path: string;
	/** Where it was found, in words. */
	source: string;
}

/** LiveKit's server where one is at hand: on the PATH, else in the project's cache. Installs nothing. */
export function findLiveKit(): LiveKitBinary | undefined {
	const onPath = findProgram('livekit-server');
	if (onPath) return { path: onPath, source: 'on the PATH' };
	if (existsSync(cached)) return { path: cached, source: `version ${version} in ${cacheFolder}` };
	return undefined;
}

/** Installs the pinned version into the project's cache. Without Go, from the official release. Undefined, and said, when neither works. */
export async function installLiveKit(): Promise<LiveKitBinary | undefined> {
	const staging = join(cacheFolder, `installing-${randomUUID()}`);
	await mkdir(staging, { recursive: true });
	try {
		const built = findProgram('go') ? await installWithGo(staging) : await installFromRelease(staging);
		if (!built) return undefined;
		// Renamed when complete: a second start, or an interrupted one, never sees half a file.
		await rename(built, cached);
		return findLiveKit();
	} finally {
		await rm(staging, { recursive: true, force: true });
	}
}

async function installWithGo(staging: string): Promise<string | undefined> {
	const source = `github.com/livekit/livekit-server/cmd/server@v${version}`;
	const env = { GOBIN: join(process.cwd(), staging), GOFLAGS: '' };
	const outcome = await withProgress(
		'LiveKit',
		`building version ${version} with Go (two minutes, once)`,
		() => runCommand('go', ['install', source], { env, onLine: () => {} })
	);
	const built = join(staging, process.platform === 'win32' ? 'server.exe' : 'server');
	if (outcome.code === 0 && existsSync(built)) return built;
	console.log(outcome.output.trimEnd().split('\n').slice(-3).join('\n'));
	return undefined;
}

async function installFromRelease(staging: string): Promise<string | undefined> {
	const archive = archives[`${process.platform}-${process.arch}`];
	if (!archive) return undefined;
	const url = `https://github.com/livekit/livekit/releases/download/v${version}/livekit_${version}_${archive.name}.tar.gz`;
	try {
		return await withProgress('LiveKit', `downloading version ${version}`, async () => {
			const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
			if (!response.ok) throw new Error(`${url} answers ${response.status}.`);
			const bytes = Buffer.from(await response.arrayBuffer());
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			if (sha256 !== archive.sha256)
				throw new Error(`${url} has the checksum ${sha256}, not the pinned one.`);
			const file = join(staging, 'livekit.tar.gz');
			await writeFile(file, bytes);
			const unpacked = await runCommand('tar', ['-xzf', file, '-C', staging, fileName], { onLine: () => {} });
			if (unpacked.code !== 0) throw new Error(unpacked.output.trim());
			return join(staging, fileName);
		});
	} catch (error) {
		console.log(`  ${error instanceof Error ? error.message : String(error)}`);
		return undefined;
	}
}
