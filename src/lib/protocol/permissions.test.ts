import { expect, test } from 'vitest';
import { hexOf } from '../../../tests/fixtures/events.ts';
import type { GroupAdmin, GroupRole } from './group-roster.ts';
import { mayDo, type Action } from './permissions.ts';

const [me, bob] = [hexOf('me'), hexOf('bob')];
const admin = (pubkey: string, roles: string[], ...permissions: number[]): GroupAdmin => ({
	pubkey,
	roles,
	permissions
});
const role = (name: string, ...permissions: number[]): GroupRole => ({ name, permissions, access: [] });

test.each<[string, Action, GroupAdmin[], GroupRole[], 'yes' | 'maybe' | 'no']>([
	['nobody is listed', 'put-user', [], [], 'no'],
	['somebody else is listed', 'put-user', [admin(bob, ['admin'], 9000)], [], 'no'],
	['I am listed without a word', 'put-user', [admin(me, [])], [], 'maybe'],
	['I am called king', 'delete-group', [admin(me, ['king'])], [role('king')], 'maybe'],
	['my entry has the number', 'put-user', [admin(me, [], 9000)], [], 'yes'],
	['my entry has another number', 'put-user', [admin(me, [], 9005)], [], 'no'],
	['my role grants it', 'delete-event', [admin(me, ['cleaner'])], [role('cleaner', 9005)], 'yes'],
	[
		'my role grants it, spelled in another case',
		'delete-event',
		[admin(me, ['Cleaner'])],
		[role('cleaner', 9005)],
		'yes'
	],
	['my role grants other things', 'edit-metadata', [admin(me, ['cleaner'])], [role('cleaner', 9005)], 'no'],
	[
		'only the role of others grants it',
		'edit-metadata',
		[admin(me, ['cook'])],
		[role('cook'), role('boss', 9002)],
		'maybe'
	],
	[
		'one of two roles grants it',
		'remove-user',
		[admin(me, ['cook', 'boss'])],
		[role('cook', 9005), role('boss', 9001)],
		'yes'
	],
	[
		'my entry grants one thing and my role another',
		'create-invite',
		[admin(me, ['cook'], 9009)],
		[role('cook', 9005)],
		'yes'
	],
	[
		'deleting the group is nothing that #2316 can grant',
		'delete-group',
		[admin(me, ['boss'])],
		[role('boss', 9000)],
		'maybe'
	],
	['pins are nothing that #2316 can grant', 'update-pins', [admin(me, [], 9000)], [], 'maybe'],
	['deleting the group is granted by its number', 'delete-group', [admin(me, [], 9008)], [], 'yes']
])('%s', (_, action, admins, roles, expected) => {
	expect(mayDo(action, { me, admins, roles })).toBe(expected);
});
