import type { Page } from '@playwright/test';

interface Watched {
	blankFrames: number;
}

/** Injected: counts frames in which the list on screen was not filled with rows from its upper to its lower edge. */
function watchGaps({ frame, step }: { frame: number; step: number }): void {
	const notes = globalThis as unknown as Watched;
	notes.blankFrames = 0;
	let last = performance.now();
	let isOpen = false;
	const gap = (): number => {
		const list = document.querySelector('[role="log"]');
		const rows = list?.querySelectorAll('[role="log"] > * > article');
		const [first, lowest] = [rows?.[0], rows?.[rows.length - 1]];
		if (!list || !first || !lowest) return 0;
		const [box, from, to] = [list, first, lowest].map((each) => each.getBoundingClientRect());
		return Math.max(0, (from?.top ?? 0) - (box?.top ?? 0), (box?.bottom ?? 0) - (to?.bottom ?? 0));
	};
	// What came onto the screen since the page last drew: the compositor scrolls on by itself meanwhile.
	const count = (): void => {
		const passed = Math.round((performance.now() - last) / frame);
		if (passed === 0) return;
		last = performance.now();
		const seen = gap();
		if (isOpen) notes.blankFrames += passed;
		else if (seen > 1) notes.blankFrames += Math.min(passed, Math.ceil(seen / step));
	};
	// Before the list hears of it, and does something about it.
	document.addEventListener('scroll', count, { capture: true, passive: true });
	const afterwards = (): void => {
		count();
		isOpen = gap() > 1;
		requestAnimationFrame(afterwards);
	};
	requestAnimationFrame(afterwards);
}

/** Watches for gaps in the list while it is scrolled at a speed (pixels a second). Call what it returns to count. */
export async function watchForGaps(page: Page, speed: number): Promise<() => Promise<number>> {
	const frame = 1000 / 60;
	await page.evaluate(watchGaps, { frame, step: (speed / 1000) * frame });
	return () => page.evaluate(() => (globalThis as unknown as Watched).blankFrames);
}
