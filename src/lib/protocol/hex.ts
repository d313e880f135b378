/** Bytes as lower-case hex, two digits each: how NIP-01 writes keys, ids and signatures. */
export function hexOf(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes that hex stands for. The text has been checked before: pairs of hex digits only. */
export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
