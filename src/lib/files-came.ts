/** What a page tells the service worker: paths of files that it was given before the worker answered for it. */
export interface FilesCame {
	readonly type: 'files-came';
	readonly paths: readonly string[];
}

/** What a page posts. */
export function filesCame(paths: readonly string[]): FilesCame {
	return { type: 'files-came', paths };
}

/** The paths of what a page posted; undefined when it posted something else. */
export function pathsThatCame(data: unknown): string[] | undefined {
	if (typeof data !== 'object' || data === null) return undefined;
	const { type, paths } = data as Partial<Record<keyof FilesCame, unknown>>;
	if (type !== 'files-came' || !Array.isArray(paths)) return undefined;
	return paths.filter((path) => typeof path === 'string');
}
