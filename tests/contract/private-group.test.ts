import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { buildPutUser } from '../../src/lib/protocol/moderation.ts';
import { chat, expectOk, metadataOf } from './contract-people.ts';
import { openPeople, targets } from './contract-targets.ts';

describe.each(targets)('a private group of $name', (target) => {
	const people = openPeople(target);

	test('is closed to whoever has not authenticated', async () => {
		const { group } = await people.found({ flags: { private: true, closed: true } });
		const { closed } = await (await people.connect()).query({ kinds: [kinds.chat], '#h': [group] });
		expect(closed).toMatch(/^auth-required: /);
	});

	test('is closed to whoever is not a member', async () => {
		const { group } = await people.found({ flags: { private: true, closed: true } });
		const { closed } = await (await people.arrive()).query({ kinds: [kinds.chat], '#h': [group] });
		expect(closed).toMatch(/^restricted: /);
	});

	test('is open to a member, on the line on which the relay said no before', async () => {
		const { admin, group } = await people.found({ flags: { private: true, closed: true } });
		const { event } = await expectOk(admin.publish(chat(group, 'between us')));
		const member = await people.connect();
		await expectOk(admin.publish(buildPutUser(group, member.pubkey)));
		expect((await member.query({ kinds: [kinds.chat], '#h': [group] })).closed).toBeDefined();
		await expectOk(member.authenticate());
		expect((await member.query({ kinds: [kinds.chat], '#h': [group] })).events).toEqual([event]);
	});

	test('still shows what it is called to whoever has its address', async () => {
		const { group } = await people.found({ name: 'Kitchen', flags: { private: true, closed: true } });
		expect(await metadataOf(await people.connect(), group)).toMatchObject({
			name: 'Kitchen',
			flags: { private: true }
		});
	});
});
