import { setTimeout as pause } from 'node:timers/promises';
import type { CDPSession } from '@playwright/test';

/** Milliseconds between two reports of a touch screen. */
const REPORT = 8;

/**
 * Draws a finger down over the page at a steady speed (pixels a second) until `isThere`, asked twice a second, or
 * until it has gone `furthest` pixels. It leaves the screen, as no finger does, but never lets go: no pause, and no
 * fling, whose speed is the browser's. Resolves with the pixels it went.
 */
export async function drawFinger(
	session: CDPSession,
	speed: number,
	furthest: number,
	isThere: () => Promise<boolean>
): Promise<number> {
	const from = { x: 180, y: 200 };
	const touch = (type: 'touchStart' | 'touchMove' | 'touchCancel', gone = 0): Promise<unknown> => {
		const touchPoints = type === 'touchCancel' ? [] : [{ x: from.x, y: from.y + gone }];
		return session.send('Input.dispatchTouchEvent', { type, touchPoints });
	};
	await touch('touchStart');
	const started = performance.now();
	const reports: Promise<unknown>[] = [];
	let gone = 0;
	let arrived = false;
	let asking = Promise.resolve();
	for (let at = 1; !arrived && gone < furthest; at += 1) {
		const wait = started + at * REPORT - performance.now();
		if (wait > 0) await pause(wait);
		gone = ((performance.now() - started) / 1000) * speed;
		reports.push(touch('touchMove', gone));
		if (at % Math.round(500 / REPORT) === 0) {
			asking = asking.then(async () => {
				arrived ||= await isThere();
			});
		}
	}
	await Promise.all([...reports, asking]);
	await touch('touchCancel');
	return gone;
}
