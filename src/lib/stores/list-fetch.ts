import { backOff } from '$lib/sync/back-off';

/** Milliseconds after an account came into use: the wider network's library is large, and the screen comes first. */
const FIRST = 2_000;
/** How much longer than a relay's connection the list waits between two tries: each asks several relays. */
const SLOWER = 2;

interface Ports {
	/** Resolves with whether the relays of the list answered. Never rejects. */
	fetch: () => Promise<boolean>;
	/** 0-1. */
	random: () => number;
}

/** Has the list of an account fetched until its relays have answered, soon at first. Returns how to stop. */
export function fetchList({ fetch, random }: Ports): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let tries = 0;
	let isOver = false;
	const wait = (milliseconds: number): void => {
		timer = setTimeout(() => void attempt(), milliseconds);
	};
	const attempt = async (): Promise<void> => {
		tries += 1;
		if (!(await fetch()) && !isOver) wait(SLOWER * backOff(tries, random));
	};
	wait(FIRST);
	return () => {
		isOver = true;
		clearTimeout(timer);
	};
}
