/**
 * Does `work` at the first call and gives every later one the same outcome. A failure is not kept: code that could not
 * be fetched without a network is asked for again by the next call.
 */
export function once<Outcome>(work: () => Promise<Outcome>): () => Promise<Outcome> {
	let outcome: Promise<Outcome> | undefined;
	return () =>
		(outcome ??= work().catch((cause: unknown) => {
			outcome = undefined;
			throw cause;
		}));
}
