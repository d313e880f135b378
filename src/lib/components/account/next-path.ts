/**
 * Where to go after signing in: the path that `?next=` of this step names, if it is one of this app; else home. What
 * came in a link must not lead away from here. Its fragment is that of the step, see {@link stepPath}.
 */
export function nextPath({ searchParams, hash, origin }: URL): string {
	const next = searchParams.get('next');
	if (!next?.startsWith('/') || !URL.canParse(next + hash, origin)) return '/';
	const url = new URL(next + hash, origin);
	return url.origin === origin ? `${url.pathname}${url.search}${url.hash}` : '/';
}

/**
 * A step of signing in that remembers where to go afterwards. A fragment stays one, which no server sees and no limit
 * cuts off: it may hold the code of an invite, or all the words that somebody shares.
 */
export function stepPath(step: string, next: string): string {
	return next === '/' ? step : `${step}?next=${next.replace(/^[^#]*/, encodeURIComponent)}`;
}
