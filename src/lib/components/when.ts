import { formatLocale, locale } from '$lib/locales/messages';

const DAY = 86_400;

function startOfDay(at: number): number {
	return new Date(at * 1000).setHours(0, 0, 0, 0) / 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How the reader's language writes a moment. To make such a format takes longer than all else of a message does. */
export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${locale} ${JSON.stringify(options)}`;
	const format = formats.get(key) ?? new Intl.DateTimeFormat(formatLocale(navigator.languages), options);
	formats.set(key, format);
	return format;
}

function format(at: number, options: Intl.DateTimeFormatOptions): string {
	return dateFormat(options).format(at * 1000);
}

/** When something happened, as short as a list wants it: "9:41" today, "Fri" this week, "12 Nov", or with a year. */
export function whenText(at: number, now: number): string {
	const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY);
	if (days <= 0) return format(at, { timeStyle: 'short' });
	if (days < 7) return format(at, { weekday: 'short' });
	const sameYear = new Date(at * 1000).getFullYear() === new Date(now * 1000).getFullYear();
	return format(at, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** The time of day, as a bubble shows it. */
export function clockText(at: number): string {
	return format(at, { timeStyle: 'short' });
}
