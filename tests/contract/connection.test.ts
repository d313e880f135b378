import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { parseRelayInformation } from '../../src/lib/protocol/relay-information.ts';
import { stateOf } from './contract-people.ts';
import { openPeople, targets } from './contract-targets.ts';

describe.each(targets)('the connection of $name', (target) => {
	const people = openPeople(target);

	const readDocument = () =>
		fetch(people.url.replace(/^ws/, 'http'), {
			headers: { Accept: 'application/nostr+json', Origin: 'https://porch.example' }
		});

	test('says in NIP-11 that it has groups, for pages of any origin to read', async () => {
		const response = await readDocument();
		expect(response.headers.get('access-control-allow-origin')).toBe('*');
		const information = parseRelayInformation(await response.json());
		expect(information?.supportedNips).toEqual(expect.arrayContaining([1, 11, 29, 42]));
	});

	test('signs 39000-39002 with the key of its NIP-11', async () => {
		const information = parseRelayInformation(await (await readDocument()).json());
		const { admin, group } = await people.found();
		for (const kind of [kinds.groupMetadata, kinds.groupAdmins, kinds.groupMembers]) {
			expect((await stateOf(admin, group, kind)).pubkey).toBe(information?.relayKey);
		}
	});

	test('takes AUTH that answers its challenge', async () => {
		const person = await people.connect();
		expect(await person.authenticate()).toMatchObject({ ok: true });
	});

	test('refuses AUTH that answers another challenge', async () => {
		const person = await people.connect();
		await person.frame('a challenge', ([verb]) => verb === 'AUTH');
		const tags = [
			['relay', people.url],
			['challenge', 'another']
		];
		const event = person.sign({ kind: kinds.clientAuth, content: '', tags });
		person.send('AUTH', event);
		const [, , ok] = await person.frame('an OK', ([verb, id]) => verb === 'OK' && id === event.id);
		expect(ok).toBe(false);
	});

	test('refuses an event whose signature does not hold', async () => {
		const { admin, group } = await people.found();
		const event = admin.sign({ kind: kinds.chat, content: 'mine', tags: [['h', group]] });
		const sig = event.sig.replace(/^../, (start) => (start === '00' ? '11' : '00'));
		expect(await admin.publishEvent({ ...event, sig })).toMatchObject({ ok: false });
	});
});
