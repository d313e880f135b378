import { expect, test, vi } from 'vitest';
import { alice, bob, carol, eventOf } from '../../../tests/fixtures/cached-events.ts';
import { openTestStorage } from '../../../tests/fixtures/storage.ts';
import { People } from './people.svelte';

const relay = 'wss://relay.example';

async function openPeople() {
	const { profiles, changes } = await openTestStorage();
	const named = (pubkey: string, name: string, created_at = 1) =>
		profiles.put(alice, [eventOf({ kind: 0, pubkey, created_at, content: JSON.stringify({ name }) })]);
	const want = vi.fn<(pubkeys: readonly string[], relay?: string) => void>();
	const people = new People({ scope: () => alice, profiles, lookup: { want }, changes });
	return { people, named, want };
}

test('whom the device knows is known by name once they are met; looked up is who is shown, with all who were met there', async () => {
	const { people, named, want } = await openPeople();
	await named(bob, 'Bob');
	await people.meet([bob, alice], relay);
	expect(want).not.toHaveBeenCalled();
	expect(people.name(carol, 'wss://other.example')).toMatch(/^npub1/);
	await vi.waitFor(() => expect(want).toHaveBeenCalledExactlyOnceWith([carol], 'wss://other.example'));
	want.mockClear();
	expect(people.name(bob, relay)).toBe('Bob');
	await vi.waitFor(() => expect(want).toHaveBeenCalledExactlyOnceWith([bob, alice, bob], relay));
	want.mockClear();
	await people.meet([bob, alice], relay);
	expect(people.name(alice, relay)).toMatch(/^npub1/);
	expect(people.name(carol, relay)).toMatch(/^npub1/);
	await people.meet([bob], 'wss://third.example');
	expect(want).not.toHaveBeenCalled();
});

test('to meet them again, or nobody, takes no look at the device', async () => {
	const find = vi.fn(() => Promise.resolve(new Map()));
	const ports = { scope: () => alice, lookup: { want: vi.fn() }, changes: { watch: () => () => undefined } };
	const people = new People({ ...ports, profiles: { find } });
	await people.meet([bob], relay);
	find.mockClear();
	await people.meet([bob], relay);
	await people.meet([], relay);
	expect(find).not.toHaveBeenCalled();
});

test('a name that comes or changes later takes the place of the one before', async () => {
	const { people, named } = await openPeople();
	await people.meet([bob], relay);
	await named(bob, 'Bob', 1);
	await vi.waitFor(() => expect(people.name(bob)).toBe('Bob'));
	await named(bob, 'Robert', 2);
	await vi.waitFor(() => expect(people.name(bob)).toBe('Robert'));
});

test('where the device cannot be read, they go by their keys', async () => {
	const find = () => Promise.reject(new Error('closed'));
	const ports = { scope: () => alice, lookup: { want: vi.fn() }, changes: { watch: () => () => undefined } };
	const people = new People({ ...ports, profiles: { find } });
	await people.meet([bob], relay);
	expect(people.name(bob)).toMatch(/^npub1/);
	await vi.waitFor(() => expect(ports.lookup.want).toHaveBeenCalledOnce());
});
