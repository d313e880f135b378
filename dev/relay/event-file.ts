import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { parseEvent, type NostrEvent } from '../../src/lib/protocol/event.ts';

/** A relay's memory on disk: one event a line, in the order in which they were accepted. */
export class EventFile {
	readonly #path: string;
	#opened: number | undefined;
	/** True when the file ends in the middle of a line, as after a crash. */
	#isTorn = false;

	constructor(path: string) {
		this.#path = path;
	}

	/** Every event of the file. A line that is none (the last one, after a crash) is left out. */
	read(): NostrEvent[] {
		if (!existsSync(this.#path)) return [];
		const lines = readFileSync(this.#path, 'utf8').split('\n');
		this.#isTorn = lines.at(-1) !== '';
		return lines.flatMap((line) => parseLine(line) ?? []);
	}

	/** Returns when the system has it: what is said to be kept from here on is, even when this process is killed. */
	append(event: NostrEvent): void {
		this.#opened ??= openSync(this.#path, 'a');
		const line = Buffer.from(`${this.#isTorn ? '\n' : ''}${JSON.stringify(event)}\n`);
		for (let at = 0; at < line.length;) at += writeSync(this.#opened, line, at);
		this.#isTorn = false;
	}

	close(): void {
		if (this.#opened !== undefined) closeSync(this.#opened);
		this.#opened = undefined;
	}
}

function parseLine(line: string): NostrEvent | undefined {
	try {
		return parseEvent(JSON.parse(line));
	} catch {
		return undefined;
	}
}
