import { expect, test, vi } from 'vitest';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { openDevice, openRelay } from '../../../tests/fixtures/relay-stand.ts';
import { RelayClient } from '../../../dev/relay/relay-client.ts';
import { systemClock } from '../clock.ts';
import { kinds } from '../protocol/kinds.ts';
import { createGroup, createGroupId, type NewGroup } from './new-group.ts';

const garden: NewGroup = { name: 'Garden', about: 'Seeds', access: 'invite', livekit: false };

/** Somebody at a relay, who founds groups there. */
async function stand() {
	const me = createPerson();
	const relay = await openRelay();
	const { pool } = await openDevice({ people: [me] });
	const add = vi.fn(() => Promise.resolve());
	const porch = {
		account: { current: { signer: me.signer } },
		clock: systemClock,
		connection: (url: string) => pool.connection(me.pubkey, url),
		myGroups: { add }
	};
	const key = { relay: relay.url, id: createGroupId() };
	const groups = async () => {
		const client = await RelayClient.connect(relay.url, me.secretKey);
		const { events } = await client.query({ kinds: [kinds.groupMetadata] });
		client.close();
		return events.map(({ tags }) => tags);
	};
	return { relay, add, key, groups, found: () => createGroup(porch, key, garden) };
}

test('a group is created with its name and flags, and goes onto my list', async () => {
	const { add, key, groups, found } = await stand();
	expect(await found()).toBeUndefined();
	const [tags, ...others] = await groups();
	expect(others).toEqual([]);
	expect(tags).toEqual(
		expect.arrayContaining([
			['d', key.id],
			['name', 'Garden'],
			['about', 'Seeds'],
			['restricted'],
			['closed']
		])
	);
	expect(add).toHaveBeenCalledExactlyOnceWith(key, undefined, { name: 'Garden', hide: false });
});

test.each([kinds.createGroup, kinds.editMetadata])(
	'a second try goes on where the relay refused a %i, or did not answer, and leaves one group',
	async (kind) => {
		const { relay, add, groups, found } = await stand();
		relay.misbehave('refuse', { kinds: [kind], words: 'blocked: not today', times: 1 });
		expect((await found())?.words).toBe('not today');
		expect(add).not.toHaveBeenCalled();
		expect(await found()).toBeUndefined();
		const all = await groups();
		expect(all).toHaveLength(1);
		expect(all[0]).toContainEqual(['name', 'Garden']);
		expect(add).toHaveBeenCalledOnce();
	}
);
