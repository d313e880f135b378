/**
 * Where to go after signing in: the path that `?next=` names, if it is one of this app; else home. What came in a
 * link must not lead away from here.
 */
export function nextPath(next: string | null, origin: string): string {
	if (!next?.startsWith('/') || !URL.canParse(next, origin)) return '/';
	const url = new URL(next, origin);
	return url.origin === origin ? `${url.pathname}${url.search}${url.hash}` : '/';
}

/** A step of signing in that remembers where to go afterwards. */
export function stepPath(step: string, next: string): string {
	return next === '/' ? step : `${step}?next=${encodeURIComponent(next)}`;
}
