import { createWriteStream, existsSync, readFileSync, type WriteStream } from 'node:fs';
import { parseEvent, type NostrEvent } from '../../src/lib/protocol/event.ts';

/** A relay's memory on disk: one event a line, in the order in which they were accepted. */
export class EventFile {
	readonly #path: string;
	#stream: WriteStream | undefined;
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

	append(event: NostrEvent): void {
		this.#stream ??= createWriteStream(this.#path, { flags: 'a' });
		this.#stream.write(`${this.#isTorn ? '\n' : ''}${JSON.stringify(event)}\n`);
		this.#isTorn = false;
	}

	/** Settles when everything is written. */
	close(): Promise<void> {
		const stream = this.#stream;
		this.#stream = undefined;
		return new Promise((done) => (stream ? stream.end(done) : done()));
	}
}

function parseLine(line: string): NostrEvent | undefined {
	try {
		return parseEvent(JSON.parse(line));
	} catch {
		return undefined;
	}
}
