/** Whether a media query applies, followed for as long as the app is open. */
export class MediaQuery {
	current = $state(false);

	constructor(text: string) {
		const query = window.matchMedia(text);
		this.current = query.matches;
		query.addEventListener('change', () => (this.current = query.matches));
	}
}
