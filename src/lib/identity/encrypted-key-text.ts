/**
 * The outside of an `ncryptsec1…` (NIP-49), read without its password: is it intact, and what would opening it
 * cost? A mistyped key must not be mistaken for a wrong password, and a hostile one must not eat the memory.
 */
const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const prefix = 'ncryptsec';

/** `scryptLog`: the power of two of scrypt rounds that this key asks for. Undefined when the text is damaged. */
export function parseEncryptedKey(text: string): { scryptLog: number } | undefined {
	const lower = text.trim().toLowerCase();
	if (!lower.startsWith(`${prefix}1`)) return undefined;
	const words = [...lower.slice(prefix.length + 1)].map((char) => alphabet.indexOf(char));
	if (words.length < 10 || words.includes(-1) || !checksumHolds(words)) return undefined;
	// Five bits a word: version and cost are the first two bytes, in the first four words.
	const start = words.slice(0, 4).reduce((bits, word) => bits * 32 + word, 0) >> 4;
	return start >> 8 === 2 ? { scryptLog: start & 0xff } : undefined;
}

/** The checksum of bech32 (BIP-173). */
function checksumHolds(words: readonly number[]): boolean {
	const high = [...prefix].map((char) => char.charCodeAt(0) >> 5);
	const low = [...prefix].map((char) => char.charCodeAt(0) & 31);
	let sum = 1;
	for (const word of [...high, 0, ...low, ...words]) {
		const top = sum >>> 25;
		sum = ((sum & 0x1ffffff) << 5) ^ word;
		generator.forEach((term, bit) => {
			if ((top >> bit) & 1) sum ^= term;
		});
	}
	return sum === 1;
}
