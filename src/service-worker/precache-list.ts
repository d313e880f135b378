/** Where the host says what a build consists of, and a shell keeps it. */
export const precachePath = '/precache.json';

/** What a build consists of. All are paths from the origin. */
export interface PrecacheList {
	/** The build's name. */
	readonly version: string;
	/** What reading needs. */
	readonly files: readonly string[];
	/**
	 * What comes on demand: the files of a part, by a name that outlives versions. The first is the one that is asked
	 * for, and brings the others.
	 */
	readonly parts: ReadonlyMap<string, readonly string[]>;
}

/** Reads the list as the build emits it (`dev/vite-precache.ts`); undefined when it is none. */
export function readPrecacheList(value: unknown): PrecacheList | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { version, files, later = [], parts = {} } = value as Record<string, unknown>;
	if (typeof version !== 'string' || !isTexts(files) || !isTexts(later)) return undefined;
	if (typeof parts !== 'object' || parts === null) return undefined;
	const named = Object.entries(parts).map(([name, places]): [string, string[]] => [
		name,
		(Array.isArray(places) ? places : []).flatMap((at) => later[Number(at)] ?? [])
	]);
	return { version, files, parts: new Map(named) };
}

function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** The files of `next` that somebody needs for whom `kept` was stored of the version before, if it said what it was. */
export function counterparts(
	kept: ReadonlySet<string>,
	before: PrecacheList | undefined,
	next: PrecacheList
): Set<string> {
	const found = new Set<string>();
	for (const [name, [asked]] of before?.parts ?? []) {
		if (asked === undefined || !kept.has(asked)) continue;
		for (const file of next.parts.get(name) ?? []) found.add(file);
	}
	// Pieces that parts share, and that did not change.
	for (const file of [...next.parts.values()].flat()) if (kept.has(file)) found.add(file);
	return found;
}

/** The page of a build names the files that it starts from: all of them are in the list of the same build. */
export function isPageOf({ files }: PrecacheList, html: string): boolean {
	const named = html.match(/\/_app\/immutable\/[\w./-]+\.(?:js|css)/g) ?? [];
	return named.length > 0 && named.every((file) => files.includes(file));
}
