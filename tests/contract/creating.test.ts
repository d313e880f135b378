import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import { parseGroupMetadata } from '../../src/lib/protocol/group-metadata.ts';
import { parseGroupAdmins } from '../../src/lib/protocol/group-roster.ts';
import { buildCreateGroup } from '../../src/lib/protocol/moderation.ts';
import { edit, membersOf, metadataOf, refusalOf, stateOf } from './contract-people.ts';
import { openPeople, targets } from './contract-targets.ts';

describe.each(targets)('a group of $name', (target) => {
	const people = openPeople(target);

	test('makes the one who creates a group its admin', async () => {
		const { admin, group } = await people.found();
		const admins = parseGroupAdmins(await stateOf(admin, group, kinds.groupAdmins));
		expect(admins?.map(({ pubkey }) => pubkey)).toEqual([admin.pubkey]);
		expect(await membersOf(admin, group)).toEqual([admin.pubkey]);
	});

	test('refuses to create a group that exists', async () => {
		const { group } = await people.found();
		const other = await people.arrive();
		expect(await refusalOf(other.publish(buildCreateGroup(group)))).toBe('group-exists');
	});

	test('shows an edit to anybody', async () => {
		const { admin, group } = await people.found();
		await edit(admin, group, { name: 'Porch', about: 'for neighbours', flags: { closed: true } });
		const visitor = await people.connect();
		const metadata = await metadataOf(visitor, group);
		expect(metadata).toMatchObject({
			name: 'Porch',
			about: 'for neighbours',
			flags: { closed: true, private: false }
		});
	});

	test('keeps in an edit what was not changed, and turns a flag off again', async () => {
		const { admin, group } = await people.found({ name: 'Porch', flags: { closed: true } });
		await edit(admin, group, { about: 'new', flags: { closed: false } });
		expect(await metadataOf(admin, group)).toMatchObject({
			name: 'Porch',
			about: 'new',
			flags: { closed: false }
		});
	});

	test('tells a subscriber of an edit', async () => {
		const { admin, group } = await people.found();
		const visitor = await people.connect();
		const { id } = await visitor.subscribe({ kinds: [kinds.groupMetadata], '#d': [group] });
		await edit(admin, group, { name: 'Renamed' });
		const isRenamed = (event: NostrEvent) => parseGroupMetadata(event)?.name === 'Renamed';
		expect(isRenamed(await visitor.event(id, 'the new metadata', isRenamed))).toBe(true);
	});

	test('refuses an edit by a member', async () => {
		const { admin, group } = await people.found();
		const member = await people.join(group);
		const before = await stateOf(admin, group, kinds.groupMetadata);
		const reply = member.publish({
			kind: kinds.editMetadata,
			content: '',
			tags: [
				['h', group],
				['name', 'Mine']
			]
		});
		expect(await refusalOf(reply)).toBe('restricted');
		expect((await stateOf(admin, group, kinds.groupMetadata)).tags).toEqual(before.tags);
	});

	if (target.hasAllMetadata)
		test('keeps all four flags apart, the kinds and the room', async () => {
			const flags = { private: true, restricted: true, hidden: true, closed: true };
			const { admin, group } = await people.found({
				flags,
				livekit: true,
				supportedKinds: [9, 7, 9000, 9001, 9002]
			});
			expect(await metadataOf(admin, group)).toMatchObject({
				flags,
				livekit: true,
				supportedKinds: [9, 7, 9000, 9001, 9002]
			});
		});
});
