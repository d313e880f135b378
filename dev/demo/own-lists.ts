import * as nip44 from 'nostr-tools/nip44';
import type { EventDraft } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { groups, type DemoGroup } from './groups.ts';
import { personOf } from './people.ts';

function isIn(handle: string, group: DemoGroup): boolean {
	return group.owner === handle || group.moderators.includes(handle) || group.members.includes(handle);
}

function isSecret(group: DemoGroup): boolean {
	return group.flags.includes('private') || group.flags.includes('hidden');
}

/** A person's relays (10002) and groups (10009): what is private or hidden stands in the encrypted part, as the app does it. */
export function ownLists(handle: string, relay: string): EventDraft[] {
	const { pubkey, secretKey } = personOf(handle);
	const mine = groups.filter((group) => isIn(handle, group));
	const tagsOf = (some: readonly DemoGroup[]): string[][] =>
		some.map(({ id, name }) => ['group', id, relay, name]);
	const secret = tagsOf(mine.filter(isSecret));
	const key = nip44.getConversationKey(secretKey, pubkey);
	const content = secret.length > 0 ? nip44.encrypt(JSON.stringify(secret), key) : '';
	const tags = [...tagsOf(mine.filter((group) => !isSecret(group))), ['r', relay]];
	return [
		{ kind: kinds.relayList, content: '', tags: [['r', relay]] },
		{ kind: kinds.groupList, content, tags }
	];
}
