import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { buildRemoveUser } from '../../src/lib/protocol/moderation.ts';
import { chat, expectOk, refusalOf } from './contract-people.ts';
import { openPeople, targets } from './contract-targets.ts';

const hour = 3600;

describe.each(targets)('messages of $name', (target) => {
	const people = openPeople(target);

	test('brings a message to subscribers and keeps it', async () => {
		const { admin, group } = await people.found();
		const [member, visitor] = [await people.join(group), await people.connect()];
		const { id } = await visitor.subscribe({ kinds: [kinds.chat], '#h': [group] });
		const { event } = await expectOk(member.publish(chat(group, 'Hello, neighbours')));
		expect(await visitor.event(id, 'the message', () => true)).toEqual(event);
		expect((await admin.query({ kinds: [kinds.chat], '#h': [group] })).events).toEqual([event]);
		expect((await visitor.query({ ids: [event.id] })).events).toEqual([event]);
	});

	if (!target.outsidersWrite)
		test('refuses a message of somebody who is not a member', async () => {
			const { group } = await people.found();
			expect(await refusalOf((await people.arrive()).publish(chat(group)))).toBe('not-a-member');
		});

	if (target.hasAllMetadata)
		test('refuses a message to a restricted group of somebody who is not a member', async () => {
			const { group } = await people.found({ flags: { restricted: true } });
			expect(await refusalOf((await people.arrive()).publish(chat(group)))).toBe('not-a-member');
		});

	test('refuses a message to a group that does not exist', async () => {
		const person = await people.arrive();
		expect(await refusalOf(person.publish(chat('nowhere')))).toBe('group-gone');
	});

	test('takes previous ids of the same group, and refuses unknown ones', async () => {
		const { admin, group } = await people.found();
		const { event } = await expectOk(admin.publish(chat(group, 'first')));
		const member = await people.join(group);
		const known = ['previous', event.id.slice(0, 8)];
		await expectOk(member.publish(chat(group, 'second', [known])));
		const unknown = ['previous', 'deadbeef'];
		expect(await refusalOf(member.publish(chat(group, 'third', [unknown])))).toBe('previous-unknown');
	});

	if (target.refusesLateMessages)
		test('refuses a message that is two hours late', async () => {
			const { admin, group } = await people.found();
			const created_at = Math.floor(Date.now() / 1000) - 2 * hour;
			expect(await refusalOf(admin.publish({ ...chat(group), created_at }))).toBe('too-old');
		});

	test('refuses moderation that is two minutes late', async () => {
		const { admin, group } = await people.found();
		const member = await people.join(group);
		const created_at = Math.floor(Date.now() / 1000) - 120;
		expect(await refusalOf(admin.publish({ ...buildRemoveUser(group, member.pubkey), created_at }))).toBe(
			'too-old'
		);
	});
});
