/** The classes of hostile input, each to be met at least a hundred times. */
export const inputClasses = [
	'events',
	'frames',
	'tags',
	'links',
	'scripts',
	'profiles',
	'metadata',
	'rosters',
	'presence',
	'documents',
	'tokens',
	'words'
] as const;

export type InputClass = (typeof inputClasses)[number];

/** What a run has met so far, and what went wrong. */
export class Findings {
	readonly inputs = new Map<InputClass, number>();
	/** Errors nobody caught, policy reports, foreign text that ran, links to where none may lead. */
	readonly exceptions: string[] = [];
	/** Screens that did not come to rest, conversations that showed no new message, buttons that did not answer. */
	readonly stuck: string[] = [];

	/** So many more inputs of a class were sent. */
	count(name: InputClass, many = 1): void {
		this.inputs.set(name, (this.inputs.get(name) ?? 0) + many);
	}

	/** All inputs. */
	get total(): number {
		return [...this.inputs.values()].reduce((sum, many) => sum + many, 0);
	}

	/** For people: how often each class was met, and the first of what went wrong. */
	print(): void {
		for (const name of inputClasses)
			console.log(`${String(this.inputs.get(name) ?? 0).padStart(6)}  ${name}`);
		for (const line of [...this.exceptions, ...this.stuck].slice(0, 40)) console.log(line.slice(0, 1500));
	}
}
