import type { Attachment } from 'svelte/attachments';

/** Milliseconds, as phones have it. */
const HOLD = 450;
/** Pixels that a resting finger may move. */
const SLIP = 10;

/** Calls back when a finger rests on the element. Its release is then no tap, and the phone's own menu stays away. */
export function longPress(onPress: () => void): Attachment<HTMLElement> {
	return (element) => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let from = { x: 0, y: 0 };
		let pressed = false;
		const cancel = (): void => clearTimeout(timer);
		const stop = new AbortController();
		const listen = <Name extends keyof HTMLElementEventMap>(
			name: Name,
			handle: (event: HTMLElementEventMap[Name]) => void
		): void => element.addEventListener(name, handle, { signal: stop.signal });

		listen('pointerdown', (event) => {
			pressed = false;
			cancel();
			const isLink = event.target instanceof Element && event.target.closest('a[href]');
			if (event.pointerType !== 'touch' || isLink) return;
			from = { x: event.clientX, y: event.clientY };
			timer = setTimeout(() => {
				pressed = true;
				onPress();
			}, HOLD);
		});
		listen('pointermove', (event) => {
			if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > SLIP) cancel();
		});
		listen('pointerup', cancel);
		listen('pointercancel', cancel);
		listen('contextmenu', (event) => {
			if (event instanceof PointerEvent && event.pointerType === 'touch') event.preventDefault();
		});
		// What opened under the finger must not be tapped by its release: without this the tap goes to whatever is there.
		listen('touchend', (event) => {
			if (pressed) event.preventDefault();
			pressed = false;
		});
		return () => {
			cancel();
			stop.abort();
		};
	};
}
