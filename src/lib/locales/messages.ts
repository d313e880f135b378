import type * as AccountCatalogue from './compiled/account/messages/en.js';
import type * as Catalogue from './compiled/messages/en.js';
import type * as RoomCatalogue from './compiled/room/messages/en.js';

/** The languages a person can choose, by their own names. */
export const languages = { en: 'English' } as const;

export type Language = keyof typeof languages;

/** What can be loaded: the languages, and the pseudo-locale of the tests (longer, right to left). */
export type Locale = Language | 'ar-XB';

type Source = typeof Catalogue & typeof AccountCatalogue & typeof RoomCatalogue;

/** The compiler types every message as taking inputs; one without placeholders takes none. */
type Messages = {
	[Key in keyof Source]: object extends Parameters<Source[Key]>[0] ? () => string : Source[Key];
};

// One chunk a language: the compiled catalogue itself, without the compiler's index that would pull in all.
const catalogues: Record<Locale, () => Promise<typeof Catalogue>> = {
	en: () => import('./compiled/messages/en.js'),
	'ar-XB': () => import('./compiled/messages/ar-XB.js')
};

// Most who read never open these: settings, keys, installing, notifications, scanning, what to do with a message.
const accountCatalogues: Record<Locale, () => Promise<typeof AccountCatalogue>> = {
	en: () => import('./compiled/account/messages/en.js'),
	'ar-XB': () => import('./compiled/account/messages/ar-XB.js')
};

const roomCatalogues: Record<Locale, () => Promise<typeof RoomCatalogue>> = {
	en: () => import('./compiled/room/messages/en.js'),
	'ar-XB': () => import('./compiled/room/messages/ar-XB.js')
};

/**
 * Every sentence of Porch, typed: `m.common_members({ count })`. A live binding: it holds the language that
 * {@link loadLocale} loaded last, which the root layout awaits before anything is drawn.
 */
export let m: Messages;

/** The locale in use; for `Intl` formats see {@link formatLocale}. */
export let locale: Locale = 'en';

/** True when a text names a locale that can be loaded. */
export function isLocale(text: string): text is Locale {
	return text in catalogues;
}

/** The best locale for what the browser prefers (`navigator.languages`). */
export function chooseLocale(preferred: readonly string[]): Locale {
	for (const tag of preferred) {
		if (isLocale(tag)) return tag;
		const language = tag.split('-')[0] ?? '';
		if (isLocale(language)) return language;
	}
	return 'en';
}

/** Loads a catalogue and makes it the one in use. */
export async function loadLocale(wanted: Locale): Promise<void> {
	m = (await catalogues[wanted]()) as unknown as Messages;
	locale = wanted;
}

/**
 * Loads what `account_`, `install_`, `notices_`, `pictures_`, `standing_`, `access_`, `founding_`, `scan_`, `acts_` and
 * `sharing_` say, once; awaited before anything that says it is drawn.
 */
export async function loadAccountWords(): Promise<void> {
	if (!Object.hasOwn(m, 'account_settings')) add(await accountCatalogues[locale]());
}

/** A part of the app that says it, when both are there: `withAccountWords(import('./UnlockSheet.svelte'))`. */
export async function withAccountWords<Part>(part: Promise<{ default: Part }>): Promise<Part> {
	const [loaded] = await Promise.all([part, loadAccountWords()]);
	return loaded.default;
}

/** Loads what `room_` says, once; awaited before the room is drawn. */
export async function loadRoomWords(): Promise<void> {
	if (!Object.hasOwn(m, 'room_title')) add(await roomCatalogues[locale]());
}

function add(words: object): void {
	m = { ...m, ...words };
}

/** How times and numbers are written: the language in use, as the person's region has it (`en-GB` knows no PM). */
export function formatLocale(preferred: readonly string[]): string {
	return preferred.find((tag) => tag.split('-')[0] === locale) ?? locale;
}

/** The writing direction of a locale. */
export function directionOf(of: Locale): 'ltr' | 'rtl' {
	return /^(ar|fa|he|ur)\b/.test(of) ? 'rtl' : 'ltr';
}
