/** The order in which one person's messages stand, held against the order in which they were said. */

/** Some words that a person said. Times are milliseconds of one clock. */
export interface Said {
	readonly text: string;
	readonly at: number;
	/** The last time that it was let go after it had been held back; undefined where nothing held it back. */
	readonly letGo?: LetGo | undefined;
}

/** How something got on that others may have passed meanwhile. */
export interface LetGo {
	readonly at: number;
	/** What of this person the relay had at that time. */
	readonly had: ReadonlySet<string>;
	/**
	 * It may stand where it was said as well as behind what passed it: what the relay may have had all along is offered
	 * as it was. What was refused, or never signed, goes behind.
	 */
	readonly mayKeepPlace: boolean;
}

/**
 * What does not stand where its person expects it. What is said later stands later. What was held back and is let go
 * again (a refusal that is tried again by a tap) goes behind all that was sent by then, and before what is said after.
 * `stampOf`: the second at which the relay has some words; undefined where it has none.
 */
export function findMisplaced(
	said: readonly Said[],
	stampOf: (text: string) => number | undefined
): string[] {
	return said.flatMap((later, at) => {
		const isMisplaced = said.slice(0, at).some((earlier) => !standRight(earlier, later, stampOf));
		return isMisplaced ? [later.text] : [];
	});
}

function standRight(earlier: Said, later: Said, stampOf: (text: string) => number | undefined): boolean {
	const [first, second] = [stampOf(earlier.text), stampOf(later.text)];
	if (first === undefined || second === undefined) return true;
	const { letGo } = earlier;
	// What the relay had by then was not let go any more.
	const wasHeld = letGo !== undefined && !letGo.had.has(earlier.text);
	if (first < second) return !wasHeld || letGo.mayKeepPlace || !letGo.had.has(later.text);
	return first > second && wasHeld && later.at < letGo.at;
}
