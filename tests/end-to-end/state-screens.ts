/** The faces of what may happen to a group and to a call. */
import { expect } from '@playwright/test';
import { personOf } from '../../dev/demo/people.ts';
import type { MisbehaviourOptions } from '../../dev/relay/misbehaviour.ts';
import { groupPath, roomPath } from '../../src/lib/paths.ts';
import { buildDeleteGroup, buildRemoveUser } from '../../src/lib/protocol/moderation.ts';
import { actAs, foundGroup, type Founding } from './group-founding.ts';
import { heading, named, talk, button, type Screen, type Visit } from './screen-moves.ts';

/** A group of this screen's own, at its address. */
async function openNew(
	visit: Visit,
	founding: Omit<Founding, 'id'>,
	before?: (id: string) => void
): Promise<string> {
	const { page, relay } = visit;
	const id = `state-${relay.eventCount}`;
	foundGroup(relay, { id, ...founding });
	before?.(id);
	await page.goto(groupPath({ relay: relay.url, id }));
	return id;
}

async function beSilent(visit: Visit): Promise<void> {
	visit.relay.misbehave('never-answer', { verbs: ['REQ'], group: 'linden-street' });
	await visit.page.goto(groupPath({ relay: visit.relay.url, id: 'linden-street' }));
	await expect(visit.page.getByRole('status', { name: visit.words('Loading') })).toBeVisible();
}

/** Deleted while it is open. */
async function loseTheGroup(visit: Visit): Promise<void> {
	const id = await openNew(visit, { name: 'Chess club', said: ['Rook to e4.'] });
	await expect(visit.page.getByText('Rook to e4.')).toBeVisible();
	actAs(visit.relay, 'mara', buildDeleteGroup(id));
	await heading('This group is gone')(visit);
}

/** As relays say it of a group that was deleted, to somebody who never read it. */
async function openALostGroup(visit: Visit): Promise<void> {
	const { page, relay } = visit;
	const id = 'state-never-known';
	relay.misbehave('refuse', { verbs: ['REQ'], group: id, words: `error: group '${id}' doesn't exist` });
	await page.goto(groupPath({ relay: relay.url, id }));
	await heading('This group is gone')(visit);
}

/** The request is kept, and nobody has answered it. */
async function waitToBeLetIn(visit: Visit, where: 'gate' | 'conversation'): Promise<void> {
	const { page, keeper, words } = visit;
	const id = `waiting-${keeper.eventCount}`;
	const flags: Founding['flags'] = where === 'gate' ? ['closed'] : [];
	const people = where === 'gate' ? ['yusuf'] : ['yusuf', 'mara'];
	foundGroup(keeper, { id, name: 'Chess club', flags, people, said: ['Rook to e4.'] });
	if (where === 'conversation') actAs(keeper, 'yusuf', buildRemoveUser(id, personOf('mara').pubkey));
	await page.goto(groupPath({ relay: keeper.url, id }) + (where === 'gate' ? '#invite=of-last-year' : ''));
	await button(visit, where === 'gate' ? 'Join with invite' : 'Ask to join again').click();
	await expect(page.getByText(words('Waiting to be let in'))).toBeVisible();
}

/** My own words wait for a signer that does not answer. */
async function waitForTheSigner(visit: Visit): Promise<void> {
	const { page } = visit;
	await page.addInitScript(() => {
		const { nostr } = globalThis as unknown as { nostr: { signEvent: () => Promise<never> } };
		nostr.signEvent = () => new Promise(() => undefined);
	});
	await talk(visit, 'garden');
	await page.locator('textarea').fill('I bring the seeds.');
	await button(visit, 'Send').click();
	await expect(page.getByText(visit.words('waiting for your signer'))).toBeVisible();
}

async function beRefusedAtTheDoor(visit: Visit, how: MisbehaviourOptions | 'no server'): Promise<void> {
	const { page, relay } = visit;
	const id = `door-${relay.eventCount}`;
	foundGroup(relay, { id, name: 'The Shed', tags: [['livekit']] });
	if (how !== 'no server') relay.misbehave('refuse', { verbs: ['HTTP'], ...how });
	else relay.misbehave('refuse', { verbs: ['HTTP'], status: 503, words: 'livekit is not running' });
	await page.goto(roomPath({ relay: relay.url, id }));
	await button(visit, 'Go in').click();
	await expect(page.getByRole('alert')).toBeVisible();
}

/** In the room, and elsewhere in the app. */
async function beInTheRoom(visit: Visit, then: string): Promise<void> {
	const { page, relay } = visit;
	await page.goto(roomPath({ relay: relay.url, id: 'garden' }));
	await button(visit, 'Go in').click();
	await expect(button(visit, 'Leave')).toBeVisible();
	await page.keyboard.press('Escape');
	if (then === 'home') await page.getByRole('link', { name: visit.words('Back') }).click();
	await expect(page.getByRole('complementary')).toBeVisible();
}

const long = {
	name: 'The association of friends of the old tram depot and its gardens',
	people: ['mara', 'theo', 'yusuf'],
	flags: ['restricted', 'closed'] as Founding['flags'],
	about: 'Everything that grows, and everybody who comes by. '.repeat(6),
	said: [
		'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkunde',
		'https://example.org/an/address/that/never/ends/and/goes/on/and/on/and/on/for/longer/than/any/screen'
	],
	tags: [['livekit']]
};

/** Met by a member. */
export const stateScreens: readonly Screen[] = [
	{ name: 'loading', open: beSilent },
	{
		name: 'conversation-empty',
		open: async (visit) => {
			await openNew(visit, { name: 'Film club' });
			await heading('Nothing said yet')(visit);
		}
	},
	{ name: 'waiting-for-signature', open: waitForTheSigner },
	{ name: 'group-gone', open: loseTheGroup },
	{ name: 'group-gone-unread', open: openALostGroup },
	{
		name: 'group-gone-read',
		open: async (visit) => {
			await loseTheGroup(visit);
			await button(visit, 'Read what is on this device').click();
			await expect(visit.page.getByText('Rook to e4.')).toBeVisible();
		}
	},
	{ name: 'waiting', open: (visit) => waitToBeLetIn(visit, 'conversation') },
	{ name: 'waiting-gate', open: (visit) => waitToBeLetIn(visit, 'gate') },
	{
		name: 'conversation-names',
		open: async (visit) => {
			await openNew(visit, long, (id) => visit.relay.showLive(id, [personOf('theo').pubkey]));
			await named(long.name)(visit);
			await expect(visit.page.getByText('Donaudampf')).toBeVisible();
		}
	},
	{ name: 'call-home', open: (visit) => beInTheRoom(visit, 'home') },
	{ name: 'call-conversation', open: (visit) => beInTheRoom(visit, 'conversation') },
	{ name: 'call-refused', open: (visit) => beRefusedAtTheDoor(visit, { status: 400, words: 'no dancing' }) },
	{
		name: 'call-expired',
		open: (visit) => beRefusedAtTheDoor(visit, { status: 401, words: 'event expired' })
	},
	{
		name: 'call-no-permission',
		open: (visit) => beRefusedAtTheDoor(visit, { status: 403, words: 'not allowed' })
	},
	{ name: 'call-no-server', open: (visit) => beRefusedAtTheDoor(visit, 'no server') }
];
