import type { ChangeFeed } from '$lib/storage/change-feed';
import type { QuietHours, Settings } from '$lib/storage/settings';

/** The part of `Notification` that is used; absent in browsers that notify of nothing. */
export interface NoticePlatform {
	readonly permission: NotificationPermission;
	requestPermission(): Promise<NotificationPermission>;
}

interface Ports {
	readonly settings: Pick<Settings, 'all' | 'put'>;
	readonly changes: Pick<ChangeFeed, 'watch'>;
	/** Undefined where the platform has none. */
	readonly platform: NoticePlatform | undefined;
}

/** How this device notifies its person, whatever group it is about. */
export class NoticeSettings {
	/** Wanted here, and permitted. */
	on = $state(false);
	/** What the browser says: `unable` where it cannot be asked. */
	permission = $state<NotificationPermission | 'unable'>('default');
	/** Undefined: no hour is quiet. */
	quiet = $state.raw<QuietHours>();
	#ports: Ports;

	constructor(ports: Ports) {
		this.#ports = ports;
	}

	/** On the device that shows the page. */
	static here(
		storage: Pick<Ports, 'settings' | 'changes'>,
		view: Window & typeof globalThis
	): NoticeSettings {
		const isAble = 'Notification' in view && 'serviceWorker' in view.navigator;
		const { settings, changes } = storage;
		return new NoticeSettings({ settings, changes, platform: isAble ? view.Notification : undefined });
	}

	/** Reads what is set and follows it, from any tab. Returns how to stop. */
	follow(): () => void {
		void this.read();
		return this.#ports.changes.watch('settings', () => void this.read());
	}

	/** Reads what is set. */
	async read(): Promise<void> {
		const { quietHours, notify } = await this.#ports.settings.all();
		this.quiet = quietHours;
		this.permission = this.#ports.platform?.permission ?? 'unable';
		this.on = notify && this.permission === 'granted';
	}

	/** Turns notifications on or off here. To be called from a tap: the browser may ask. */
	async turn(on: boolean): Promise<void> {
		const { platform, settings } = this.#ports;
		this.on = on;
		const permission = on ? await platform?.requestPermission() : 'granted';
		await settings.put('notify', on && permission === 'granted');
		await this.read();
	}

	/** Sets the hours without notifications; undefined for none. */
	async setQuiet(hours: QuietHours | undefined): Promise<void> {
		this.quiet = hours;
		await this.#ports.settings.put('quietHours', hours);
	}
}
