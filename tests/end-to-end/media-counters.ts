import type { Page } from '@playwright/test';

/** What WebRTC itself counted, over all connections of a page. */
export interface MediaCounters {
	/** Bytes of sound that arrived. */
	soundIn: number;
	/** Frames of pictures that were decoded, not merely received. */
	framesIn: number;
	soundOut: number;
	framesOut: number;
}

/** Keeps every connection that the pages of this browser make, to read its statistics later. Before the first page. */
export async function countMedia(page: Page): Promise<void> {
	await page.context().addInitScript(() => {
		const connections: RTCPeerConnection[] = [];
		const Original = globalThis.RTCPeerConnection;
		globalThis.RTCPeerConnection = new Proxy(Original, {
			construct(target, given: ConstructorParameters<typeof Original>) {
				const connection = new target(...given);
				connections.push(connection);
				return connection;
			}
		});
		Object.assign(globalThis, { __connections: connections });
	});
}

/** The counters so far. */
export async function readMedia(page: Page): Promise<MediaCounters> {
	return page.evaluate(async () => {
		const { __connections } = globalThis as unknown as { __connections: RTCPeerConnection[] };
		const counters = { soundIn: 0, framesIn: 0, soundOut: 0, framesOut: 0 };
		for (const connection of __connections) {
			for (const entry of ((await connection.getStats()) as Map<string, Record<string, unknown>>).values()) {
				const count = (name: string) => (typeof entry[name] === 'number' ? entry[name] : 0);
				if (entry['type'] === 'inbound-rtp' && entry['kind'] === 'audio')
					counters.soundIn += count('bytesReceived');
				if (entry['type'] === 'inbound-rtp' && entry['kind'] === 'video')
					counters.framesIn += count('framesDecoded');
				if (entry['type'] === 'outbound-rtp' && entry['kind'] === 'audio')
					counters.soundOut += count('bytesSent');
				if (entry['type'] === 'outbound-rtp' && entry['kind'] === 'video')
					counters.framesOut += count('framesEncoded');
			}
		}
		return counters;
	});
}

/** How much more there is after a second. */
export async function mediaPerSecond(page: Page): Promise<MediaCounters> {
	const before = await readMedia(page);
	await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
	const after = await readMedia(page);
	return {
		soundIn: after.soundIn - before.soundIn,
		framesIn: after.framesIn - before.framesIn,
		soundOut: after.soundOut - before.soundOut,
		framesOut: after.framesOut - before.framesOut
	};
}
