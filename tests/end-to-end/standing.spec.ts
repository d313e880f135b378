/** How one stands to a group, when that is not simply inside or outside. */
import { personOf } from '../../dev/demo/people.ts';
import { startRelay } from '../../dev/relay/start-relay.ts';
import { aboutPath, groupPath } from '../../src/lib/paths.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { buildDeleteGroup, buildPutUser, buildRemoveUser } from '../../src/lib/protocol/moderation.ts';
import { createSecretKey, signEvent } from '../../src/lib/protocol/signature.ts';
import { installExtension, signInWithExtension } from './extension.ts';
import { actAs, foundGroup } from './group-founding.ts';
import { House } from './house.ts';
import { arriveAs, composer, expectSent, join, message, openGroup, say } from './people.ts';
import { expect, test } from './stack.ts';

const secondsAgo = (seconds: number): number => Math.floor(Date.now() / 1000) - seconds;

test('who was removed asks again, waits through a reload, and writes once they are let in', async ({
	app,
	page
}) => {
	const { keeper } = app;
	const people = ['yusuf', 'mara'];
	const group = foundGroup(keeper, { id: 'chess-club', name: 'Chess club', people, said: ['Rook to e4.'] });
	await arriveAs(page, 'mara', group);
	await expect(composer(page)).toBeVisible();
	actAs(keeper, 'yusuf', {
		...buildRemoveUser(group.id, personOf('mara').pubkey),
		created_at: secondsAgo(0)
	});
	await expect(page.getByText('You were removed from this group')).toBeVisible();
	await expect(message(page, 'Rook to e4.')).toBeVisible();

	await page.getByRole('button', { name: 'Ask to join again' }).click();
	await expect(page.getByText('Waiting to be let in')).toBeVisible();
	await page.reload();
	await expect(page.getByText('Waiting to be let in')).toBeVisible();

	// This relay takes nothing from those who are outside, so the request stays with it.
	await page.getByRole('button', { name: 'Take my request back' }).click();
	await expect(page.getByRole('alert')).toContainText('This relay keeps requests.');
	await expect(page.getByText('Waiting to be let in')).toBeVisible();

	actAs(keeper, 'yusuf', buildPutUser(group.id, personOf('mara').pubkey));
	await expect(composer(page)).toBeVisible();
	await expect(page.getByText('Waiting to be let in')).toHaveCount(0);
});

test('a request that waits can be taken back', async ({ app, page }) => {
	const { keeper } = app;
	const { id } = foundGroup(keeper, {
		id: 'reading-room',
		name: 'Reading room',
		people: ['yusuf'],
		flags: ['closed']
	});
	await arriveAs(page, 'mara', { relay: keeper.url, id });
	await page.goto(`${groupPath({ relay: keeper.url, id })}#invite=of-last-year`);
	await page.getByRole('button', { name: 'Join with invite' }).click();
	await expect(page.getByText('Waiting to be let in')).toBeVisible();
	// It stands on my list meanwhile.
	await page.goto('/');
	await expect(page.getByRole('link', { name: 'Reading room' })).toBeVisible();
	await page.getByRole('link', { name: 'Reading room' }).click();
	await page.getByRole('button', { name: 'Take my request back' }).click();
	await page.getByRole('button', { name: 'Take it off my list' }).click();
	await expect(page).toHaveURL('/');
	await expect(page.getByRole('link', { name: 'Reading room' })).toHaveCount(0);
});

test('a group that is deleted while it is open says so, and what was read stays', async ({
	app,
	openPhone,
	page
}) => {
	const { relay } = app;
	const group = foundGroup(relay, { id: 'pop-up-cinema', name: 'Pop-up cinema', said: ['Bring a chair.'] });
	await arriveAs(page, 'mara', group);
	await expect(message(page, 'Bring a chair.')).toBeVisible();
	actAs(relay, 'mara', buildDeleteGroup(group.id));
	await expect(page.getByRole('heading', { name: 'This group is gone' })).toBeVisible();
	await page.getByRole('button', { name: 'Read what is on this device' }).click();
	await expect(message(page, 'Bring a chair.')).toBeVisible();
	await expect(page.getByText('This group is gone')).toBeVisible();
	await expect(composer(page)).toHaveCount(0);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'This group is gone' })).toBeVisible();

	const stranger = await openPhone();
	await openGroup(stranger, group);
	await expect(stranger.getByRole('heading', { name: 'This group is gone' })).toBeVisible();
	await expect(stranger.getByRole('link', { name: 'To my groups' })).toBeVisible();
});

test('a group of my list that was deleted long ago says so on a new device, and leaves the list', async ({
	app,
	page
}) => {
	const { relay } = app;
	const group = foundGroup(relay, { id: 'summer-fair', name: 'Summer fair', people: ['yusuf'] });
	const deletion = { ...buildDeleteGroup(group.id), created_at: secondsAgo(90_000) };
	relay.seed([signEvent(deletion, personOf('yusuf').secretKey)]);
	const me = createSecretKey();
	const tags = [['group', group.id, group.relay]];
	relay.seed([signEvent({ kind: kinds.groupList, content: '', tags, created_at: secondsAgo(100_000) }, me)]);
	await installExtension(page, me);
	await signInWithExtension(page, '/');
	await page.getByRole('link', { name: group.id }).click();
	await expect(page.getByRole('heading', { name: 'This group is gone' })).toBeVisible();
	await page.getByRole('button', { name: 'Take it off my list' }).click();
	await expect(page).toHaveURL('/');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByRole('link', { name: group.id })).toHaveCount(0);
});

test('a request to be let into a private group waits on another device, too', async ({ openPhone }) => {
	const relay = await startRelay({ profile: 'groups_relay' });
	const people = ['yusuf'];
	const group = foundGroup(relay, { id: 'wine-cellar', people, flags: ['private', 'closed'] });
	const me = createSecretKey();
	const first = await openPhone();
	await installExtension(first, me);
	await signInWithExtension(first, groupPath(group));
	await first.getByRole('button', { name: 'I am a member already' }).click();
	await expect(first.getByRole('button', { name: 'I am a member already' })).toHaveCount(0);
	await first.getByRole('button', { name: 'Join', exact: true }).click();
	await expect(first.getByText('Waiting to be let in')).toBeVisible();

	const second = await openPhone();
	await installExtension(second, me);
	await signInWithExtension(second, '/');
	await second.getByRole('link', { name: group.id }).click();
	await expect(second.getByText('Waiting to be let in')).toBeVisible();
	await relay.stop();
});

test('who was removed from a private group is told so, though its relay shows them nothing any more', async ({
	app,
	page
}) => {
	const { relay } = app;
	const group = foundGroup(relay, {
		id: 'cold-loft',
		name: 'Attic',
		flags: ['private', 'closed'],
		people: ['mara', 'kenji'],
		said: ['The key is under the mat.']
	});
	await arriveAs(page, 'kenji', group);
	await page.getByRole('button', { name: 'I am a member already' }).click();
	await expect(message(page, 'The key is under the mat.')).toBeVisible();
	actAs(relay, 'mara', buildRemoveUser(group.id, personOf('kenji').pubkey));
	relay.misbehave('drop', { now: true });
	await expect(page.getByText('You were removed from this group')).toBeVisible();
	await page.getByRole('button', { name: 'Read what is on this device' }).click();
	await expect(message(page, 'The key is under the mat.')).toBeVisible();
	await expect(composer(page)).toHaveCount(0);
});

test('a group whose relay is gone for good can be taken off the list', async ({ page }, info) => {
	const house = await House.open(info.outputPath('relay.jsonl'));
	const group = foundGroup(house.relay, { id: 'ghost-town', name: 'Ghost town', flags: ['restricted'] });
	await arriveAs(page, 'theo', group);
	await join(page);
	await house.relay.stop();
	await page.goto(aboutPath(group));
	await page.getByRole('button', { name: 'Leave this group' }).click();
	await page.getByRole('button', { name: 'Take it off my list' }).click();
	await expect(page).toHaveURL('/');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Ghost town' })).toHaveCount(0);
});

test('an open group is joined where one writes, on a relay where only members do', async ({ app, page }) => {
	const { keeper } = app;
	const group = foundGroup(keeper, { id: 'open-house', name: 'Open house', people: ['yusuf'] });
	await arriveAs(page, 'theo', group);
	await say(page, 'May I come in?');
	await expect(message(page, 'May I come in?').getByText('unknown member')).toBeVisible();
	await join(page);
	await expect(page.getByText('You are not a member')).toHaveCount(0);
	await message(page, 'May I come in?').getByRole('button', { name: 'Try again' }).click();
	await expectSent(message(page, 'May I come in?'));
	await page.goto('/');
	await expect(page.getByRole('link', { name: 'Open house' })).toBeVisible();
});
