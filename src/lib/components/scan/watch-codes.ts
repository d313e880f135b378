import { log } from '$lib/log';
import { pause } from '$lib/pause';

/** What the watch needs of the camera. */
export interface CodeView {
	/** Resolves when there may be something new to see. */
	next(): Promise<void>;
	/** What the codes in view say. */
	read(): Promise<string[]>;
}

/**
 * Reads what comes into view, over and over. A code that stays in view is told once; after another one it is told
 * again. Returns how to stop: nothing is told after that.
 */
export function watchCodes(view: CodeView, onfound: (text: string) => void): () => void {
	let stopped = false;
	/** What the last moment said in which there was a code at all. */
	let seen: readonly string[] = [];
	const watch = async (): Promise<void> => {
		while (!stopped) {
			await view.next();
			if (stopped) return;
			const codes = (await view.read()).filter((text) => text !== '');
			const fresh = codes.filter((text) => !seen.includes(text));
			if (codes.length > 0) seen = codes;
			// The first of them may end it.
			for (const text of fresh) if (!stopped) onfound(text);
		}
	};
	watch().catch((cause: unknown) => log('scan', 'the camera cannot be read', cause));
	return () => (stopped = true);
}

/** Milliseconds between two looks: quick for a hand, and a slow phone has time for everything else. */
const lookEvery = 120;

/** The camera, as it is shown on the page. */
export function viewOf(
	video: HTMLVideoElement,
	read: (video: HTMLVideoElement) => Promise<string[]>
): CodeView {
	return {
		next: () => pause(lookEvery),
		read: () => (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA ? Promise.resolve([]) : read(video))
	};
}
