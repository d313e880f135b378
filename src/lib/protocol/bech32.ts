/**
 * Bech32 (BIP-173) as NIP-19 uses it, without its limit of 90 characters. Our own because every visitor loads it:
 * the library it replaces brings a dozen other encodings and is ten times as large.
 */
const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const checksumLength = 6;

function checksum(prefix: string, words: readonly number[]): number {
	const expanded = [...prefix].map((char) => char.charCodeAt(0));
	const values = [...expanded.map((code) => code >> 5), 0, ...expanded.map((code) => code & 31), ...words];
	let sum = 1;
	for (const value of values) {
		const top = sum >>> 25;
		sum = ((sum & 0x1ffffff) << 5) ^ value;
		generators.forEach((generator, bit) => {
			if ((top >>> bit) & 1) sum ^= generator;
		});
	}
	return sum;
}

/** Regroups bits; undefined when the padding of a decoded text is not zero, or a whole group. */
function regroup(values: Iterable<number>, from: number, to: number, pad: boolean): number[] | undefined {
	const out: number[] = [];
	let buffer = 0;
	let bits = 0;
	for (const value of values) {
		buffer = ((buffer << from) | value) & 0xfff;
		bits += from;
		while (bits >= to) {
			bits -= to;
			out.push((buffer >> bits) & ((1 << to) - 1));
		}
	}
	const rest = buffer & ((1 << bits) - 1);
	if (pad) return bits > 0 ? [...out, (rest << (to - bits)) & ((1 << to) - 1)] : out;
	return bits >= from || rest !== 0 ? undefined : out;
}

/** The bech32 text of `bytes` under a lower-case prefix. */
export function encodeBech32(prefix: string, bytes: Uint8Array): string {
	const words = regroup(bytes, 8, 5, true) ?? [];
	const sum = checksum(prefix, [...words, 0, 0, 0, 0, 0, 0]) ^ 1;
	const tail = Array.from(
		{ length: checksumLength },
		(_, at) => (sum >>> (5 * (checksumLength - 1 - at))) & 31
	);
	return `${prefix}1${[...words, ...tail].map((word) => alphabet[word]).join('')}`;
}

/** Prefix and bytes of a lower-case bech32 text; undefined when it is none or its checksum is wrong. */
export function decodeBech32(text: string): { prefix: string; bytes: Uint8Array } | undefined {
	const cut = text.lastIndexOf('1');
	const prefix = text.slice(0, cut);
	if (!/^[a-z]+$/.test(prefix)) return undefined;
	const words = [...text.slice(cut + 1)].map((char) => alphabet.indexOf(char));
	if (words.length < checksumLength || words.includes(-1) || checksum(prefix, words) !== 1) return undefined;
	const bytes = regroup(words.slice(0, -checksumLength), 5, 8, false);
	return bytes && { prefix, bytes: new Uint8Array(bytes) };
}
