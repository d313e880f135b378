import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { anyEvent, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import {
	parseGroupAdmins,
	parseGroupMembers,
	parseGroupRoles,
	sameRole,
	type GroupAdmin,
	type GroupRole
} from './group-roster.ts';

const [ann, bob] = [hexOf('ann'), hexOf('bob')];

test.each<[string, string[][], GroupAdmin[]]>([
	['nobody', [['d', 'pizza']], []],
	[
		'people with roles',
		[
			['p', ann, 'ceo'],
			['p', bob, 'secretary', 'gardener']
		],
		[
			{ pubkey: ann, roles: ['ceo'], permissions: [] },
			{ pubkey: bob, roles: ['secretary', 'gardener'], permissions: [] }
		]
	],
	[
		'people without roles, as zooid lists them',
		[['p', ann], ['-']],
		[{ pubkey: ann, roles: [], permissions: [] }]
	],
	[
		'numbers among the roles, which are permissions',
		[['p', ann, 'Admin', '9000', '9005']],
		[{ pubkey: ann, roles: ['Admin'], permissions: [9000, 9005] }]
	],
	[
		'a person twice',
		[
			['p', ann, 'a'],
			['p', bob],
			['p', ann, 'b', 'a']
		],
		[
			{ pubkey: ann, roles: ['a', 'b'], permissions: [] },
			{ pubkey: bob, roles: [], permissions: [] }
		]
	],
	['keys that are none', [['p'], ['p', ''], ['p', 'ann', 'x'], ['p', ann.toUpperCase()], ['P', bob]], []],
	[
		'roles that are no words',
		[['p', ann, '', ' \n', '\u202e<b>']],
		[{ pubkey: ann, roles: ['<b>'], permissions: [] }]
	],
	[
		'somebody called __proto__',
		[['p', ann, '__proto__']],
		[{ pubkey: ann, roles: ['__proto__'], permissions: [] }]
	]
])('admins: %s', (_, tags, expected) => {
	expect(parseGroupAdmins(eventOf({ kind: 39001, tags }))).toEqual(expected);
});

test('members are read with the roles that #2316 shows', () => {
	const event = eventOf({
		kind: 39002,
		tags: [
			['d', 'x'],
			['p', ann],
			['p', bob, 'supporter', 'beta'],
			['p', 'x']
		]
	});
	expect(parseGroupMembers(event)).toEqual([
		{ pubkey: ann, roles: [] },
		{ pubkey: bob, roles: ['supporter', 'beta'] }
	]);
});

test.each<[string, string[][], Partial<GroupRole>[]]>([
	['none', [['d', 'x']], []],
	[
		'names with a description',
		[
			['role', 'admin', 'does all'],
			['role', 'moderator', '']
		],
		[
			{ name: 'admin', description: 'does all', permissions: [], access: [] },
			{ name: 'moderator', description: undefined }
		]
	],
	[
		'a name that is empty, as groups_relay has one',
		[['role', 'admin'], ['role', '', 'nothing'], ['role']],
		[{ name: 'admin' }]
	],
	[
		'everything of #2316, spelled in another case',
		[
			['role', 'Admin', 'full'],
			['role-label', 'admin', 'Boss'],
			['role-color', 'ADMIN', '128'],
			['role-order', 'admin', '-5'],
			['role-permission', 'admin', '9000'],
			['role-permission', 'admin', '9005'],
			['role-permission', 'admin', '9005'],
			['role-access', 'admin', 'read'],
			['role-access', 'admin', 'fly']
		],
		[
			{
				name: 'Admin',
				description: 'full',
				label: 'Boss',
				hue: 180,
				order: -5,
				permissions: [9000, 9005],
				access: ['read']
			}
		]
	],
	[
		'properties before the role',
		[
			['role-permission', 'a', '9000'],
			['role', 'a']
		],
		[{ name: 'a', permissions: [9000] }]
	],
	['properties of no role', [['role-permission', 'ghost', '9000']], []],
	[
		'values that are none',
		[
			['role', 'a'],
			['role-color', 'a', '256'],
			['role-order', 'a', '1e9'],
			['role-permission', 'a', 'all'],
			['role-label', 'a']
		],
		[{ name: 'a', hue: undefined, order: undefined, permissions: [], label: undefined }]
	]
])('roles: %s', (_, tags, expected) => {
	const roles = parseGroupRoles(eventOf({ kind: 39003, tags }));
	expect(roles).toHaveLength(expected.length);
	expect(roles).toMatchObject(expected);
});

test('other kinds are no lists', () => {
	const event = eventOf({ kind: 9, tags: [['p', ann]] });
	expect([parseGroupAdmins(event), parseGroupMembers(event), parseGroupRoles(event)]).toEqual([
		undefined,
		undefined,
		undefined
	]);
});

test('roles are the same in any case', () => {
	expect(sameRole('Admin', ' admin')).toBe(true);
	expect(sameRole('admin', 'admins')).toBe(false);
});

test('20,000 members and 5,000 roles are read', () => {
	const members = Array.from({ length: 20_000 }, (_, index) => ['p', hexOf(`member ${index}`)]);
	const roles = Array.from({ length: 5_000 }, (_, index) => ['role', `role ${index}`]);
	expect(parseGroupMembers(eventOf({ kind: 39002, tags: members }))).toHaveLength(20_000);
	expect(parseGroupRoles(eventOf({ kind: 39003, tags: roles }))).toHaveLength(5_000);
});

test('no event makes the parsers throw', () => {
	const random = seededRandom(5);
	for (let round = 0; round < 1000; round += 1) {
		expect(() => parseGroupAdmins(anyEvent(random, 39001))).not.toThrow();
		expect(() => parseGroupMembers(anyEvent(random, 39002))).not.toThrow();
		expect(() => parseGroupRoles(anyEvent(random, 39003))).not.toThrow();
	}
});
