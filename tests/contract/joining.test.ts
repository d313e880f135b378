import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { buildJoinRequest, buildLeaveRequest } from '../../src/lib/protocol/join-request.ts';
import { buildCreateInvite } from '../../src/lib/protocol/moderation.ts';
import { expectOk, membersOf, refusalOf } from './contract-people.ts';
import { openPeople, targets } from './contract-targets.ts';

describe.each(targets)('the door of $name', (target) => {
	const people = openPeople(target);

	test('lets anybody into an open group, before it says OK', async () => {
		const { admin, group } = await people.found();
		const member = await people.join(group);
		expect(await membersOf(admin, group)).toContain(member.pubkey);
	});

	test('leaves evidence of who joined in 9000', async () => {
		const { admin, group } = await people.found();
		const member = await people.join(group);
		const { events } = await admin.query({ kinds: [kinds.putUser], '#h': [group], '#p': [member.pubkey] });
		expect(events).toHaveLength(1);
	});

	test('calls joining again a duplicate', async () => {
		const { group } = await people.found();
		const member = await people.join(group);
		expect(await refusalOf(member.publish(buildJoinRequest(group, { reason: 'again' })))).toBe(
			'already-done'
		);
	});

	test('does not let anybody into a closed group who only asks', async () => {
		const { admin, group } = await people.found({ flags: { closed: true } });
		const person = await people.arrive();
		await person.publish(buildJoinRequest(group));
		expect(await membersOf(admin, group)).toEqual([admin.pubkey]);
	});

	if (target.hasInviteCodes)
		test('lets into a closed group who has a code, and nobody with a wrong one', async () => {
			const { admin, group } = await people.found({ flags: { closed: true } });
			await expectOk(admin.publish(buildCreateInvite(group, `code-of-${group}`)));
			const [friend, stranger] = [await people.arrive(), await people.arrive()];
			const wrong = await refusalOf(stranger.publish(buildJoinRequest(group, { code: 'guessed' })));
			expect(['invite-wrong', 'invite-needed']).toContain(wrong);
			await expectOk(friend.publish(buildJoinRequest(group, { code: `code-of-${group}` })));
			expect(await membersOf(admin, group)).toEqual([admin.pubkey, friend.pubkey]);
		});

	test('takes out who leaves, and says so in 9001', async () => {
		const { admin, group } = await people.found();
		const member = await people.join(group);
		await expectOk(member.publish(buildLeaveRequest(group)));
		expect(await membersOf(admin, group)).toEqual([admin.pubkey]);
		const { events } = await admin.query({
			kinds: [kinds.removeUser],
			'#h': [group],
			'#p': [member.pubkey]
		});
		expect(events).toHaveLength(1);
	});

	if (target.readmits)
		test('lets back in who left', async () => {
			const { admin, group } = await people.found();
			const member = await people.join(group);
			await expectOk(member.publish(buildLeaveRequest(group)));
			await expectOk(member.publish(buildJoinRequest(group, { reason: 'back again' })));
			expect(await membersOf(admin, group)).toContain(member.pubkey);
		});
});
