import type { QuietHours } from '$lib/storage/settings';

/** What a clock is set to when somebody first wants quiet hours: ten in the evening to seven. */
export const usualQuietHours: QuietHours = { from: 22 * 60, to: 7 * 60 };

/** Whether a time of day (minutes after midnight) is quiet. From a time to the same time is no time at all. */
export function isQuiet(hours: QuietHours | undefined, minute: number): boolean {
	if (!hours) return false;
	const { from, to } = hours;
	return from <= to ? from <= minute && minute < to : from <= minute || minute < to;
}

/** Minutes after midnight, by the device's clock. */
export function minuteOfDay(date: Date): number {
	return date.getHours() * 60 + date.getMinutes();
}

/** `22:05`: what a field for times takes. */
export function timeText(minute: number): string {
	const parts = [Math.floor(minute / 60), minute % 60];
	return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** The minute that such a text names; undefined while it names none. */
export function parseTime(text: string): number | undefined {
	const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(text) ?? [];
	const minute = Number(hours) * 60 + Number(minutes);
	return minute < 24 * 60 ? minute : undefined;
}
