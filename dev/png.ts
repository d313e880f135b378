import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A row of `width` pixels in bytes: how it is filtered (0: not at all), then three of each pixel. */
export function rowBytes(width: number): number {
	return 1 + width * 3;
}

/** A PNG of `rows`, one after the other, each {@link rowBytes} long: eight bits a channel, no transparency. */
export function writePng(width: number, height: number, rows: Uint8Array): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 2], 8);
	const data = deflateSync(rows, { level: 9 });
	return Buffer.concat([
		signature,
		chunk('IHDR', header),
		chunk('IDAT', data),
		chunk('IEND', Buffer.alloc(0))
	]);
}

function chunk(name: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
	const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(data.length);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, sum]);
}
