import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, type BrowserContext, type Page } from '@playwright/test';

/** A browser with a profile and processes of its own, which can be killed and started again. */
export class BrowserProcess {
	readonly context: BrowserContext;
	readonly #profile: string;

	constructor(context: BrowserContext, profile: string) {
		this.context = context;
		this.#profile = profile;
	}

	/** The tab that it starts with. */
	get page(): Page {
		const [page] = this.context.pages();
		if (!page) throw new Error('This browser was started without a tab.');
		return page;
	}

	/** All its processes end at once, as in a power cut. What was stored stays in the profile. */
	async kill(): Promise<void> {
		const gone = this.context.waitForEvent('close');
		for (const id of processesWith(this.#profile)) process.kill(id, 'SIGKILL');
		await gone;
		// The next start would find the profile taken.
		await expect.poll(() => processesWith(this.#profile)).toEqual([]);
	}
}

/** The processes that were started with these words on their command line. */
function processesWith(words: string): number[] {
	return commandLines().flatMap(({ id, command }) => (command.includes(words) ? [id] : []));
}

function commandLines(): { id: number; command: string }[] {
	if (!existsSync('/proc/self/cmdline')) {
		const lines = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
		return lines.map((line) => ({ id: Number.parseInt(line), command: line }));
	}
	const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	return ids.flatMap((id) => {
		try {
			return [{ id: Number(id), command: readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
		} catch {
			return []; // it ended meanwhile
		}
	});
}
