import { expect, test } from 'vitest';
import { isAddressable, isEphemeral, isModeration, isRelayState, isReplaceable, kinds } from './kinds.ts';

const tests = { isAddressable, isEphemeral, isModeration, isRelayState, isReplaceable };
type Test = keyof typeof tests;

test.each<[number, Test[]]>([
	[kinds.profile, ['isReplaceable']],
	[3, ['isReplaceable']],
	[kinds.chat, []],
	[8999, []],
	[kinds.putUser, ['isModeration']],
	[9020, ['isModeration']],
	[kinds.joinRequest, []],
	[9999, []],
	[kinds.groupList, ['isReplaceable']],
	[19999, ['isReplaceable']],
	[kinds.clientAuth, ['isEphemeral']],
	[29999, ['isEphemeral']],
	[kinds.appData, ['isAddressable']],
	[38999, ['isAddressable']],
	[kinds.groupMetadata, ['isAddressable', 'isRelayState']],
	[kinds.groupPins, ['isAddressable', 'isRelayState']],
	[39006, ['isAddressable']],
	[40000, []]
])('kind %i is %o', (kind, expected) => {
	const holds = (Object.keys(tests) as Test[]).filter((name) => tests[name](kind));
	expect(holds).toEqual(expected);
});
