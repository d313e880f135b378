import { groupIdOfParam, relayOfParam } from '$lib/paths';
import type { LayoutLoad } from './$types';

/** Reads the conversation before its screen is drawn; one that is to open at a message asks the relay for it, too. */
export const load: LayoutLoad = async ({ params, parent, untrack, url }) => {
	const { porch } = await parent();
	const relay = relayOfParam(params.relay);
	const id = groupIdOfParam(params.group);
	const isAtMessage = untrack(() => url.searchParams.has('at'));
	if (relay && id && !isAtMessage) await porch.conversations.readAhead(porch.group({ relay, id }));
};
