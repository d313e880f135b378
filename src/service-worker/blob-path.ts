/**
 * Whether a path of this origin is a blob of a media server behind it (BUD-01: its SHA-256, and what it is for an
 * ending). No relay is called so: the names of hosts have at most 63 characters between two dots.
 */
export function isBlobPath(pathname: string): boolean {
	return /^\/[0-9a-f]{64}(\.\w+)?$/.test(pathname);
}
