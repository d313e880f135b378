import { RelayConnection, type ConnectionPorts } from './relay-connection.ts';

/** Every connection of this tab: one for each pair of scope (account or nobody) and relay. */
export class RelayPool {
	readonly #ports: ConnectionPorts;
	readonly #connections = new Map<string, RelayConnection>();
	readonly #resting = new Set<string>();

	constructor(ports: ConnectionPorts) {
		this.#ports = ports;
	}

	/** The connection of `scope` to `relay`; it opens when something is asked of it. */
	connection(scope: string, relay: string): RelayConnection {
		const key = `${scope} ${relay}`;
		let connection = this.#connections.get(key);
		if (!connection) {
			connection = new RelayConnection(relay, scope, this.#ports);
			this.#connections.set(key, connection);
			connection.rest(this.#resting.has(scope));
		}
		return connection;
	}

	/** The page is visible or the network is back. */
	wakeAll(): void {
		for (const connection of this.#connections.values()) connection.wake();
	}

	/** Nobody looks at what an account has open, or somebody does again; for what that means see `RelayConnection`. */
	rest(scope: string, resting: boolean): void {
		if (resting) this.#resting.add(scope);
		else this.#resting.delete(scope);
		for (const connection of this.#connections.values()) {
			if (connection.scope === scope) connection.rest(resting);
		}
	}

	/** Ends what an account had open: it signed out. */
	closeScope(scope: string): void {
		for (const [key, connection] of this.#connections) {
			if (connection.scope !== scope) continue;
			connection.close();
			this.#connections.delete(key);
		}
	}

	/** Ends everything. */
	close(): void {
		for (const connection of this.#connections.values()) connection.close();
		this.#connections.clear();
	}
}
