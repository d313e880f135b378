import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { parseGroupAdmins } from '../../src/lib/protocol/group-roster.ts';
import { buildJoinRequest } from '../../src/lib/protocol/join-request.ts';
import { buildPutUser, buildRemoveUser } from '../../src/lib/protocol/moderation.ts';
import { expectOk, membersOf, stateOf } from './contract-people.ts';
import { openPeople, targets } from './contract-targets.ts';

describe.each(targets)('the roster of $name', (target) => {
	const people = openPeople(target);

	test('lets an admin put somebody in and take them out, for subscribers to see', async () => {
		const { admin, group } = await people.found({ flags: { closed: true } });
		const [guest, visitor] = [await people.arrive(), await people.connect()];
		const { id } = await visitor.subscribe({ kinds: [kinds.groupMembers], '#d': [group] });
		const shows = (isIn: boolean) => (event: NostrEvent) =>
			event.tags.some(([, value]) => value === guest.pubkey) === isIn;
		await expectOk(admin.publish(buildPutUser(group, guest.pubkey)));
		await visitor.event(id, 'the guest in 39002', shows(true));
		await expectOk(admin.publish(buildRemoveUser(group, guest.pubkey)));
		expect(await membersOf(admin, group)).toEqual([admin.pubkey]);
		expect(visitor.eventsOf(id).some(shows(false))).toBe(true);
	});

	test('does not let back in who was removed', async () => {
		const { admin, group } = await people.found();
		const member = await people.join(group);
		await expectOk(admin.publish(buildRemoveUser(group, member.pubkey)));
		await member.publish(buildJoinRequest(group, { reason: 'let me in again' }));
		expect(await membersOf(admin, group)).toEqual([admin.pubkey]);
	});

	test('lists the admin that another admin names', async () => {
		const { admin, group } = await people.found();
		const member = await people.join(group);
		await expectOk(admin.publish(buildPutUser(group, member.pubkey, ['admin'])));
		const admins = parseGroupAdmins(await stateOf(admin, group, kinds.groupAdmins));
		expect(admins?.map(({ pubkey }) => pubkey).sort()).toEqual([admin.pubkey, member.pubkey].sort());
	});
});
