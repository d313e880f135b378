const query = window.matchMedia('(width >= 60rem)');

class Width {
	current = $state(query.matches);

	constructor() {
		query.addEventListener('change', () => (this.current = query.matches));
	}
}

/** Whether the list has room beside the screen; below that width it is the home screen. */
export const wide = new Width();
