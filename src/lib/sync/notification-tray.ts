import { trayLock } from '../group-notice.ts';
import type { Locks } from './local-locks.ts';

/** As much of a notification that is shown as is used. */
type Shown = Pick<Notification, 'tag' | 'close'>;

/** As much of a worker's registration as is used. */
export interface TrayRegistration {
	showNotification(title: string, options: NotificationOptions): Promise<void>;
	getNotifications(): Promise<readonly Shown[]>;
}

interface Ports {
	/** Where notifications are shown from; undefined while there is no worker. */
	registration: () => Promise<TrayRegistration | undefined>;
	locks: Pick<Locks, 'request'>;
}

/**
 * The notifications that this app shows, seen or changed by one of all tabs and workers at a time. Chromium was seen
 * to lose a notification when somebody asked what is shown while it was about to be.
 */
export class NotificationTray {
	readonly #ports: Ports;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** Shows a notification in place of the one with its tag. Without a worker it does nothing. */
	show(title: string, options: NotificationOptions): Promise<void> {
		return this.#inTurn((registration) => registration.showNotification(title, options));
	}

	/** Takes away those whose tag `isOver` says so of; what comes with a tag meanwhile waits until it has judged. */
	close(isOver: (tag: string) => boolean | Promise<boolean>): Promise<void> {
		return this.#inTurn(async (registration) => {
			for (const shown of await registration.getNotifications()) if (await isOver(shown.tag)) shown.close();
		});
	}

	async #inTurn(work: (registration: TrayRegistration) => Promise<void>): Promise<void> {
		const registration = await this.#ports.registration();
		if (registration) await this.#ports.locks.request(trayLock, {}, () => work(registration));
	}
}
