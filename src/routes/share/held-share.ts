import { heldShareQuestion, type HeldShare } from '$lib/held-share';

/** Milliseconds that the worker has to answer: an older one knows nothing of the question. */
const patience = 3000;

/** What the worker held. It may be stopped at any moment, as while a person signs in. */
let held: HeldShare | undefined;

/** What the service worker could not store; undefined when neither it nor this page holds it. */
export async function takeHeldShare(id: string): Promise<HeldShare | undefined> {
	if (held?.id !== id) held = await askWorker(id);
	return held;
}

/** It is stored by now, or nobody wants it. */
export function dropHeldShare(): void {
	held = undefined;
}

async function askWorker(id: string): Promise<HeldShare | undefined> {
	const worker = (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.controller;
	if (!worker) return undefined;
	const { port1, port2 } = new MessageChannel();
	return new Promise((resolve) => {
		port1.onmessage = ({ data }: MessageEvent<HeldShare | undefined>) => resolve(data);
		setTimeout(() => resolve(undefined), patience);
		worker.postMessage(heldShareQuestion(id), [port2]);
	});
}
