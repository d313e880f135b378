import { m } from '$lib/locales/messages';
import { dateFormat } from '../when';

const DAY = 86_400_000;

function startOfDay(at: number): number {
	return new Date(at * 1000).setHours(0, 0, 0, 0);
}

/** What a day is called in a conversation: "Today", "Yesterday", "Friday, 20 November", with the year where it differs. */
export function dayName(at: number, now: number): string {
	const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY);
	if (days === 0) return m.conversation_today();
	if (days === 1) return m.conversation_yesterday();
	const sameYear = new Date(at * 1000).getFullYear() === new Date(now * 1000).getFullYear();
	return dateFormat({
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		...(sameYear ? {} : { year: 'numeric' })
	}).format(at * 1000);
}
