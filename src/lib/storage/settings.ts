import type { ChangeFeed } from './change-feed.ts';
import type { Database } from './database.ts';
import type { SignerOffer } from './kept-records.ts';
import type { KeptSchema } from './kept-schema.ts';

/** A time of day to another, maybe over midnight; each in minutes after midnight by the device's clock. */
export interface QuietHours {
	from: number;
	to: number;
}

/** What can be set on this device. */
export interface SettingValues {
	theme: 'system' | 'light' | 'dark';
	/** A language tag of ours; undefined: as the browser says. */
	locale: string | undefined;
	/** The public key of the account in use; undefined: nobody. */
	account: string | undefined;
	/** The account that is being erased: whoever finds one goes on with it. */
	leaving?: string | undefined;
	/** Whether pictures load by themselves. */
	media: 'always' | 'tap';
	/** What the service worker says when a message waits for its person, in their language. */
	waitingWords: { title: string; body: string } | undefined;
	/** Whether the home screen was offered: that is done once. */
	installOffered: boolean;
	/** Whether it was said that whoever has the address of a picture can open it: that is done once. */
	toldPictures: boolean;
	/** When nobody is to be notified; undefined: never. */
	quietHours: QuietHours | undefined;
	/** Whether its person wants to be notified on this device. */
	notify: boolean;
	/** The offer to a signer that waits for an answer. */
	signerOffer?: SignerOffer | undefined;
}

const defaults: SettingValues = {
	theme: 'system',
	locale: undefined,
	account: undefined,
	media: 'always',
	waitingWords: undefined,
	installOffered: false,
	quietHours: undefined,
	notify: false,
	toldPictures: false
};

/** The settings of this device. In IndexedDB, because workers need them, too. Watch `settings`. */
export class Settings {
	readonly #database: Database<KeptSchema>;
	readonly #changes: ChangeFeed;

	constructor(database: Database<KeptSchema>, changes: ChangeFeed) {
		this.#database = database;
		this.#changes = changes;
	}

	/** One setting, or its default. */
	async find<Name extends keyof SettingValues>(name: Name): Promise<SettingValues[Name]> {
		return (await this.all())[name];
	}

	/** All settings, in one read. */
	async all(): Promise<SettingValues> {
		const [names, values] = await this.#database.read(['settings'], ({ store }) =>
			Promise.all([store.getAllKeys(), store.getAll()])
		);
		return { ...defaults, ...Object.fromEntries(names.map((name, at) => [name, values[at]])) };
	}

	/** Sets one; undefined puts it back to its default. */
	async put<Name extends keyof SettingValues>(name: Name, value: SettingValues[Name]): Promise<void> {
		await this.#database.write(['settings'], async ({ store }) => {
			if (value === undefined) await store.delete(name);
			else await store.put(value, name);
		});
		this.#changes.notify('settings');
	}
}
