import { locale } from '$lib/locales/messages';

/** How much it is, as short as a list wants it: "12 kB", "3.4 MB". */
export function byteText(bytes: number): string {
	const [amount, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
	const maximumFractionDigits = amount < 10 ? 1 : 0;
	return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits }).format(amount);
}
