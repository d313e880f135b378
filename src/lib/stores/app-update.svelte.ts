import { log } from '$lib/log';

/** What an update needs of the browser. Versions are the build's names. */
export interface UpdatePorts {
	/** The version that this page was started from. */
	readonly version: string;
	/** The version of the service worker, which answers the next start; undefined without one. */
	workerVersion(): Promise<string | undefined>;
	/** The version that the host serves; undefined when it cannot be asked. */
	deployedVersion(): Promise<string | undefined>;
	/** Has the browser take the host's service worker, and waits until that answers the next start. */
	renewWorker(): Promise<void>;
	/** True at the first call for a version in this tab: no page reloads for ever. */
	isFirstTry(version: string): boolean;
	reload(): void;
}

/**
 * Another version of the app than this page's, newer or rolled back to. It is offered and never forced; only a page
 * that a deploy has taken parts from reloads by itself, when the caller finds that nothing is lost by it.
 */
export class AppUpdate {
	/** Another version answers the next start. */
	ready = $state(false);
	/** This page lacks a part of itself that only another version brings. */
	urgent = $state(false);

	#ports: UpdatePorts;

	constructor(ports: UpdatePorts) {
		this.#ports = ports;
	}

	/** Compares this page with the service worker: after the registration, and when another worker took over. */
	async look(): Promise<void> {
		const version = await this.#ports.workerVersion();
		if (version !== undefined && version !== this.#ports.version) this.ready = true;
	}

	/**
	 * A part of the app could not be loaded. Nothing happens unless the host serves another version: a lost network is
	 * told by whoever asked for the part.
	 */
	async missPart(): Promise<void> {
		const deployed = await this.#ports.deployedVersion();
		if (deployed === undefined || deployed === this.#ports.version) return;
		try {
			await this.#ports.renewWorker();
		} catch (cause) {
			// The old worker would give the same page again.
			return log('app-update', 'the new service worker could not be fetched', cause);
		}
		this.urgent = this.#ports.isFirstTry(deployed);
		this.ready = true;
	}

	/** Starts anew, in the other version. */
	take(): void {
		this.#ports.reload();
	}

	/** Not now: the next start takes it anyway. */
	dismiss(): void {
		this.ready = false;
	}
}
