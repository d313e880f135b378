import { toAppError, type AppError } from '$lib/app-error';

/** Something a person started that takes a while and may fail: one at a time, the last failure kept until the next try. */
export class Attempt {
	busy = $state(false);
	error = $state.raw<AppError>();

	/** Runs the work; gives its result, or undefined when it failed or another is still going. */
	async run<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
		if (this.busy) return undefined;
		this.busy = true;
		this.error = undefined;
		try {
			return await work();
		} catch (cause) {
			this.error = toAppError(cause);
			return undefined;
		} finally {
			this.busy = false;
		}
	}
}
