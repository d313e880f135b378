import type { BrowserContext, Page } from '@playwright/test';

/** What a page has said to relays, and which files it has fetched: the way a network would see it. */
export class Wire {
	/** Frames to relays, parsed, oldest first. */
	readonly frames: unknown[][] = [];
	/** Addresses of everything that was fetched, by the page, its workers and the service worker. */
	readonly fetched: string[] = [];

	private constructor() {}

	/** Listens from now on; begin before the page is opened. */
	static tap(page: Page, context: BrowserContext = page.context()): Wire {
		const wire = new Wire();
		context.on('request', (request) => void wire.fetched.push(request.url()));
		page.on('websocket', (socket) =>
			socket.on('framesent', ({ payload }) => void wire.frames.push(JSON.parse(String(payload)) as unknown[]))
		);
		return wire;
	}

	/** How many frames with this verb went out: REQ, EVENT, AUTH, CLOSE. */
	said(verb: string): number {
		return this.frames.filter(([said]) => said === verb).length;
	}

	/** Ids of the events that were published, in their order, repetitions included. */
	published(kind: number): string[] {
		return this.frames.flatMap(([verb, event]) => {
			if (verb !== 'EVENT') return [];
			const { id, kind: of } = event as { id: string; kind: number };
			return of === kind ? [id] : [];
		});
	}
}
