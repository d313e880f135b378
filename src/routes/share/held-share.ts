import { heldShareQuestion, type HeldShare } from '$lib/held-share';

/** Milliseconds that the worker has to answer: an older one knows nothing of the question. */
const patience = 3000;

/** Asks the service worker for what it could not store; undefined when it holds nothing, or no more. */
export async function takeHeldShare(id: string): Promise<HeldShare | undefined> {
	const worker = (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.controller;
	if (!worker) return undefined;
	const { port1, port2 } = new MessageChannel();
	return new Promise((resolve) => {
		port1.onmessage = ({ data }: MessageEvent<HeldShare | undefined>) => resolve(data);
		setTimeout(() => resolve(undefined), patience);
		worker.postMessage(heldShareQuestion(id), [port2]);
	});
}
