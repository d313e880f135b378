const accents: Record<string, string> = {
	a: 'á',
	e: 'ê',
	i: 'ï',
	o: 'ö',
	u: 'ü',
	c: 'ç',
	n: 'ñ',
	A: 'Å',
	E: 'É',
	O: 'Ø'
};

/** Accented, a third longer, between marks that show cut-off ends; `{placeholders}` stay. */
function pseudoText(text: string): string {
	const letters = text
		.split(/(\{[^}]*\})/)
		.map((part) =>
			part.startsWith('{') ? part : part.replace(/[aeioucnAEO]/g, (char) => accents[char] ?? char)
		)
		.join('');
	return `[${letters}${' ~'.repeat(Math.ceil(text.length / 6))}]`;
}

function pseudoVariants(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(pseudoVariants);
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, key === 'match' ? pseudoMessage(entry) : entry])
	);
}

/** The catalogue `messages` (message-format JSON) in the pseudo-locale. */
export function pseudoMessage(messages: unknown): unknown {
	if (typeof messages !== 'object' || messages === null) return messages;
	return Object.fromEntries(
		Object.entries(messages).map(([key, value]) => [
			key,
			typeof value === 'string' ? pseudoText(value) : pseudoVariants(value)
		])
	);
}
