/**
 * A fragment with a stray `%`, as of a link that was cut off, cannot be decoded, and Kit would throw over it in the middle
 * of the first navigation. It is taken as it stands: each `%` means itself. Before Kit starts.
 */
export function mendFragment(view: Pick<Window, 'location' | 'history'>): void {
	const { hash, pathname, search } = view.location;
	if (decode(hash) !== undefined) return;
	const whole = pathname + search + hash.replaceAll('%', '%25');
	view.history.replaceState(view.history.state, '', whole);
}

/** What it gives is looked at: a bundler takes away a decoding that nobody looks at, with the catch around it. */
function decode(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}
