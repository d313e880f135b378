import { expect, test } from 'vitest';
import type { ProfileName } from '../../../dev/relay/habits.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { openDevice } from '../../../tests/fixtures/relay-stand.ts';
import { alice, id, openStreet, placeOf } from '../../../tests/fixtures/street.ts';
import { systemClock } from '../clock.ts';
import { buildJoinRequest } from '../protocol/join-request.ts';
import { kinds } from '../protocol/kinds.ts';
import { learnRequests } from './own-requests.ts';

const now = systemClock();
const bob = createPerson();
const close = { kind: kinds.editMetadata, content: '', tags: [['h', id], ['private'], ['closed']] };

/** Bob asked on another device to be let into a private group, and into another; this one asks what he asked for. */
async function learn(profile: ProfileName, since: number) {
	const relay = await openStreet({ profile });
	relay.publishAs(alice.secretKey, close);
	const request = relay.publishAs(bob.secretKey, buildJoinRequest(id));
	relay.publishAs(bob.secretKey, buildJoinRequest('another'));
	const { pool, storage, verifier } = await openDevice({ people: [bob] });
	const connection = pool.connection(bob.pubkey, relay.url);
	expect(await connection.authenticate()).toBeUndefined();
	const place = placeOf(relay, bob);
	await learnRequests({ connection, cache: storage.cache, verifier }, place, since);
	const history = await storage.cache.membershipHistory(place, bob.pubkey);
	return { request, learnt: history.map((event) => event.id) };
}

test('a request to be let into a private group is learnt from a relay that shows people their own', async () => {
	const { request, learnt } = await learn('groups_relay', now - 60);
	expect(learnt).toEqual([request.id]);
});

test('one of long ago is not', async () => {
	expect(await learn('groups_relay', now + 60)).toMatchObject({ learnt: [] });
});

test('where the relay keeps it to itself nothing is learnt, and nothing waits for it', async () => {
	expect(await learn('relay29', now - 60)).toMatchObject({ learnt: [] });
});
