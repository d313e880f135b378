/**
 * Keeps the screen on for as long as a call lasts: a locked phone loses its microphone. The system takes the lock
 * whenever the page is hidden, so it is asked for again each time the page comes back. Where there is no such
 * lock, nothing happens.
 */
export class ScreenWake {
	#lock: Promise<WakeLockSentinel | undefined> | undefined;

	hold(): void {
		if (this.#lock || !('wakeLock' in navigator)) return;
		this.#request();
		document.addEventListener('visibilitychange', this.#onVisible);
	}

	async release(): Promise<void> {
		document.removeEventListener('visibilitychange', this.#onVisible);
		const lock = await this.#lock;
		this.#lock = undefined;
		await lock?.release();
	}

	readonly #onVisible = (): void => {
		if (document.visibilityState === 'visible') this.#request();
	};

	#request(): void {
		// Refused on a low battery, which is the phone's right.
		this.#lock = navigator.wakeLock.request('screen').catch(() => undefined);
	}
}
