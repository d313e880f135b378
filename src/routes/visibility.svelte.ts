class Visibility {
	current = $state(document.visibilityState === 'visible');

	constructor() {
		const look = (): void => void (this.current = document.visibilityState === 'visible');
		document.addEventListener('visibilitychange', look);
	}
}

/** Whether this page can be seen. */
export const visibility = new Visibility();
