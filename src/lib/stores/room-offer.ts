import { log } from '$lib/log';
import type { Porch } from './porch.svelte';

/** Whether a relay has live rooms; false also where that cannot be found out now. */
export async function offersRooms(porch: Pick<Porch, 'openCall'>, relay: string): Promise<boolean> {
	try {
		const call = await porch.openCall();
		return await call.offersRooms(relay);
	} catch (cause) {
		log('room-offer', relay, cause);
		return false;
	}
}
