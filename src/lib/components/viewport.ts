/**
 * Follows the keyboard where `interactive-widget=resizes-content` is not known (iOS before 27.3): `--viewport` is the
 * height that it leaves, `--viewport-top` how far the browser has pushed the page up for it, `--keyboard` what it
 * covers of the page's end. Elsewhere the page shrinks by itself and `100dvh` is right.
 */
export function followKeyboard(root: HTMLElement, view: VisualViewport | null): () => void {
	if (!view) return () => undefined;
	const follow = (): void => {
		const hidden = window.innerHeight - view.height;
		// A pinch-zoomed page is smaller too; only a keyboard takes this much without zooming.
		const keyboard = view.scale === 1 && hidden > 120;
		const lengths: Record<string, number> = {
			'--viewport': view.height,
			'--viewport-top': view.offsetTop,
			'--keyboard': Math.max(0, hidden - view.offsetTop)
		};
		for (const [name, length] of Object.entries(lengths)) {
			if (keyboard) root.style.setProperty(name, `${length}px`);
			else root.style.removeProperty(name);
		}
		root.toggleAttribute('data-keyboard', keyboard);
	};
	view.addEventListener('resize', follow);
	view.addEventListener('scroll', follow);
	return () => {
		view.removeEventListener('resize', follow);
		view.removeEventListener('scroll', follow);
	};
}
