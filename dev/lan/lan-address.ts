import { networkInterfaces } from 'node:os';

const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

/** The address under which phones on the same network reach this machine; undefined where it has none. */
export function findLanAddress(interfaces = networkInterfaces()): string | undefined {
	const found = Object.entries(interfaces).flatMap(([name, addresses]) =>
		(addresses ?? [])
			.filter(({ family, internal, address }) => family === 'IPv4' && !internal && isPrivate.test(address))
			.map(({ address }) => ({ address, isVirtual: /^(docker|br-|veth|virbr|vmnet|utun|tun)/.test(name) }))
	);
	return (found.find(({ isVirtual }) => !isVirtual) ?? found[0])?.address;
}
