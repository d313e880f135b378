import { startRelay, type RunningRelay } from '../../dev/relay/start-relay.ts';
import { createSecretKey } from '../../src/lib/protocol/signature.ts';

/** A relay that can be stopped and comes back with everything it knew, at the same address. */
export class House {
	readonly #home: { file: string; secretKey: Uint8Array };
	relay: RunningRelay;

	private constructor(home: { file: string; secretKey: Uint8Array }, relay: RunningRelay) {
		this.#home = home;
		this.relay = relay;
	}

	static async open(file: string): Promise<House> {
		const home = { file, secretKey: createSecretKey() };
		return new House(home, await startRelay(home));
	}

	async comeBack(): Promise<void> {
		this.relay = await startRelay({ ...this.#home, port: Number(new URL(this.relay.url).port) });
	}
}
