import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { report } from './progress.ts';

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

async function create(file: string): Promise<boolean> {
	try {
		const handle = await open(file, 'wx');
		await handle.writeFile(String(process.pid));
		await handle.close();
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
}

/**
 * Waits until no other process of this checkout holds `file`, then holds it; calling the answer lets go. Builds share
 * Kit's output folder. A holder that died is no obstacle.
 */
export async function takeTurn(file: string): Promise<() => Promise<void>> {
	let said = false;
	while (!(await create(file))) {
		const holder = Number(await readFile(file, 'utf8').catch(() => ''));
		if (holder && !isAlive(holder)) await rm(file, { force: true });
		else if (!said) {
			report('app', 'another build is running, waiting for it ...');
			said = true;
		}
		await wait(300);
	}
	return () => rm(file, { force: true });
}
