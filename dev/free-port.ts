import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

function bindable(port: number, host: string): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = createServer();
		// A machine without IPv6 refuses the address, not the port.
		probe.once('error', (error: NodeJS.ErrnoException) =>
			resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT')
		);
		probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
	});
}

/** The first TCP port from `preferred` upwards that nobody listens on: on either loopback address, or on `host`. */
export async function freePort(preferred: number, host?: string): Promise<number> {
	const hosts = host ? [host] : ['127.0.0.1', '::1'];
	for (let port = preferred; port < Math.min(preferred + 200, 65_536); port += 1) {
		const free = await Promise.all(hosts.map((each) => bindable(port, each)));
		if (!free.includes(false)) return port;
	}
	throw new Error(`No free port from ${preferred} upwards.`);
}

/** A UDP port on loopback that is free now. */
export function freeUdpPort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const socket = createSocket('udp4');
		socket.once('error', reject);
		socket.bind(0, '127.0.0.1', () => {
			const { port } = socket.address();
			socket.close(() => resolve(port));
		});
	});
}
