/** Says one thing about one part of the stack, in two columns. */
export type Report = (part: string, text: string) => void;

export const report: Report = (part, text) => {
	console.log(`  ${part.padEnd(12)} ${text}`);
};

/** Runs something that takes a while; says so when it starts, every 15 seconds, and how long it took. */
export async function withProgress<T>(part: string, what: string, work: () => Promise<T>): Promise<T> {
	const started = Date.now();
	const seconds = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
	report(part, `${what} ...`);
	const beat = setInterval(() => report(part, `${what}, ${seconds()} so far ...`), 15_000);
	try {
		const result = await work();
		report(part, `done in ${seconds()}`);
		return result;
	} finally {
		clearInterval(beat);
	}
}
