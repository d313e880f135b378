import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBrowsers } from '../../dev/ensure-browsers.ts';

/** `npm run bench -- NAME [options]`: runs one bench; its last line is one JSON object with the figures. */
export interface Bench {
	/** Measures and returns the figures. `options` are the words after the name. */
	measure(options: readonly string[]): Promise<Record<string, number | boolean | string>>;
	/** What the figures have to be; a sentence for each that is not. */
	judge?(figures: Record<string, number | boolean | string>): string[];
}

const [name = '', ...options] = process.argv.slice(2);
const file = join(import.meta.dirname, `${name}.bench.ts`);

if (!/^[a-z]+$/.test(name) || !existsSync(file)) {
	const benches = (await readdir(import.meta.dirname)).filter((entry) => entry.endsWith('.bench.ts'));
	console.error(
		`There is no bench "${name}". There are: ${benches.map((entry) => entry.replace('.bench.ts', '')).join(', ')}.`
	);
	process.exit(1);
}

const [missing] = await ensureBrowsers('Chromium');
if (missing) {
	console.error(missing.remedy);
	process.exit(1);
}

const bench = (await import(file)) as Bench;
const figures = await bench.measure(options);
const complaints = bench.judge?.(figures) ?? [];
for (const complaint of complaints) console.error(complaint);
console.log(JSON.stringify(figures));
process.exit(complaints.length > 0 ? 1 : 0);
