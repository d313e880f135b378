import { expect, test } from 'vitest';
import { hexOf } from '../../../tests/fixtures/events.ts';
import type { EventDraft } from './event.ts';
import { buildJoinRequest, buildLeaveRequest } from './join-request.ts';
import {
	buildCreateGroup,
	buildCreateInvite,
	buildDeleteEvent,
	buildDeleteGroup,
	buildPinList,
	buildPutUser,
	buildRemoveUser
} from './moderation.ts';

const [ann, message] = [hexOf('ann'), hexOf('message')];

test.each<[string, EventDraft, number, string[][], string]>([
	['adding a person', buildPutUser('pizza', ann), 9000, [['p', ann]], ''],
	['giving roles', buildPutUser('pizza', ann, ['admin', 'cook']), 9000, [['p', ann, 'admin', 'cook']], ''],
	['removing a person', buildRemoveUser('pizza', ann, 'spam'), 9001, [['p', ann]], 'spam'],
	['deleting a message', buildDeleteEvent('pizza', message), 9005, [['e', message]], ''],
	['creating a group', buildCreateGroup('pizza'), 9007, [], ''],
	['deleting a group', buildDeleteGroup('pizza'), 9008, [], ''],
	['an invite', buildCreateInvite('pizza', 'let me in'), 9009, [['code', 'let me in']], ''],
	[
		'pins in their order',
		buildPinList('pizza', [message, `30023:${ann}:a:b`]),
		9010,
		[
			['e', message],
			['a', `30023:${ann}:a:b`]
		],
		''
	],
	['no pins', buildPinList('pizza', []), 9010, [], ''],
	['asking to join', buildJoinRequest('pizza'), 9021, [], ''],
	[
		'asking with a code and a reason',
		buildJoinRequest('pizza', { code: 'x', reason: 'hi' }),
		9021,
		[['code', 'x']],
		'hi'
	],
	['asking with an empty code', buildJoinRequest('pizza', { code: '' }), 9021, [], ''],
	['leaving', buildLeaveRequest('pizza', 'bye'), 9022, [], 'bye']
])('%s is kind %3$i with the group in its h tag', (_, draft, kind, tags, content) => {
	expect(draft).toEqual({ kind, content, tags: [['h', 'pizza'], ...tags] });
});
