/**
 * What the people who built this deployment chose: comma-separated lists of addresses in the build's
 * environment (`.env` or the shell). The local stack passes its own relay. Nothing is built in, so a build
 * without them talks to nobody until a person opens a link.
 */
function addressList(text: string | undefined, scheme: RegExp): string[] {
	const addresses = (text ?? '').split(',').map((address) => address.trim().replace(/\/+$/, ''));
	return [...new Set(addresses.filter((address) => scheme.test(address)))];
}
const relay = /^wss?:\/\/[^/]/;

/** `VITE_PORCH_RELAYS`: relays whose public groups a visitor may look around in. Normalised `wss://host` URLs. */
export const deploymentRelays: string[] = addressList(import.meta.env.VITE_PORCH_RELAYS, relay);

/** `VITE_PORCH_PROFILE_RELAYS`: where a new key's profile and lists are published, and where missing profiles are looked up. */
export const profileRelays: string[] = addressList(import.meta.env.VITE_PORCH_PROFILE_RELAYS, relay);

/** `VITE_PORCH_MEDIA_SERVERS`: where pictures go of people who have no media servers of their own (Blossom). */
export const mediaServers: string[] = addressList(
	import.meta.env.VITE_PORCH_MEDIA_SERVERS,
	/^https?:\/\/[^/]/
);
