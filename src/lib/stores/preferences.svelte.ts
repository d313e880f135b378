import type { Settings, SettingValues } from '$lib/storage/settings';
import { chooseLocale, isLocale, loadLocale, type Locale } from '$lib/locales/messages';

/** Light, dark, or what the device says. */
export type Theme = 'system' | 'light' | 'dark';

/** Pictures from others: always loaded, or only when tapped. */
export type MediaChoice = 'always' | 'tap';

/** What a person set on this device. Kept in IndexedDB, because workers read it too. */
export class Preferences {
	theme = $state<Theme>('system');
	media = $state<MediaChoice>('always');
	locale = $state<Locale>('en');
	#settings: Settings;

	constructor(settings: Settings) {
		this.#settings = settings;
	}

	/** Takes what was chosen, and loads the catalogue that it needs. */
	static async load(settings: Settings, chosen: SettingValues): Promise<Preferences> {
		const preferences = new Preferences(settings);
		const { theme, media, locale } = chosen;
		preferences.theme = theme;
		preferences.media = media;
		preferences.locale = locale && isLocale(locale) ? locale : chooseLocale(navigator.languages);
		await loadLocale(preferences.locale);
		return preferences;
	}

	/** Changes the theme here and for the next start. */
	async setTheme(theme: Theme): Promise<void> {
		this.theme = theme;
		await this.#settings.put('theme', theme);
	}

	/** Changes when pictures are loaded. */
	async setMedia(media: MediaChoice): Promise<void> {
		this.media = media;
		await this.#settings.put('media', media);
	}

	/** Keeps the language; the page has to be loaded again for every sentence to change. */
	async setLocale(locale: Locale): Promise<void> {
		this.locale = locale;
		await this.#settings.put('locale', locale);
	}
}
