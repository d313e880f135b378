import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { buildDeleteEvent, buildDeleteGroup } from '../../src/lib/protocol/moderation.ts';
import { chat, expectOk, refusalOf } from './contract-people.ts';
import { openPeople, targets } from './contract-targets.ts';

describe.each(targets)('deletion of $name', (target) => {
	const people = openPeople(target);

	test('deletes what an admin deletes, and keeps the deletion', async () => {
		const { admin, group } = await people.found();
		const member = await people.join(group);
		const { event } = await expectOk(member.publish(chat(group, 'regrettable')));
		const { event: deletion } = await expectOk(admin.publish(buildDeleteEvent(group, event.id)));
		expect((await member.query({ kinds: [kinds.chat], '#h': [group] })).events).toEqual([]);
		expect((await member.query({ kinds: [kinds.deleteEvent], '#h': [group] })).events).toEqual([deletion]);
		expect(await member.publishEvent(event)).toMatchObject({ ok: false });
	});

	test('does not let a member delete what others wrote', async () => {
		const { admin, group } = await people.found();
		const { event } = await expectOk(admin.publish(chat(group)));
		const member = await people.join(group);
		expect(await refusalOf(member.publish(buildDeleteEvent(group, event.id)))).toBe('restricted');
		expect((await member.query({ ids: [event.id] })).events).toEqual([event]);
	});

	if (target.deletesGroups)
		test('takes nothing more for a group that was deleted', async () => {
			const { admin, group } = await people.found();
			await expectOk(admin.publish(buildDeleteGroup(group)));
			expect(await refusalOf(admin.publish(chat(group)))).toBe('group-gone');
		});
});
