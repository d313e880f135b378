/** Every screen and state of Porch, and how one gets there. Drawn, checked for access, and stretched by other tests. */
import { expect } from '@playwright/test';
import { personOf } from '../../dev/demo/people.ts';
import { aboutPath, membersPath, relayPath, roomPath } from '../../src/lib/paths.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { shellIsKept } from './deployment.ts';
import { deviceScreens } from './device-screens.ts';
import { actAs, foundGroup } from './group-founding.ts';
import { holdFinger, message, messages, password } from './people.ts';
import {
	at,
	button,
	everybodyHasAName,
	field,
	group,
	heading,
	named,
	openSheet,
	talk,
	type Screen,
	type Visit
} from './screen-moves.ts';
import { beSharedInto } from './share.ts';
import { stateScreens } from './state-screens.ts';

async function nameAKey(visit: Visit): Promise<void> {
	const { page, words } = visit;
	await page.goto('/login');
	await page.getByLabel(words('Your name')).fill('Wren');
	await button(visit, 'Continue').click();
	await expect(page.getByLabel(words('A new password'))).toBeVisible();
}

async function beRefused(visit: Visit, words: string): Promise<void> {
	const { page, relay } = visit;
	const { id } = foundGroup(relay, {
		id: `refused-${relay.eventCount}`,
		name: 'Garden kitchen',
		people: ['mara', 'theo'],
		said: ['Who has the big pot?']
	});
	await talk(visit, id);
	relay.misbehave('refuse', { words, kinds: [kinds.chat], group: id });
	await page.locator('textarea').fill('I do, and the lid as well.');
	await button(visit, 'Send').click();
	await expect(page.getByRole('alert')).toBeVisible();
	relay.behave();
}

async function goOffline(visit: Visit): Promise<void> {
	const { page } = visit;
	const phone = page.viewportSize();
	// The list beside the conversation is to be there without a network, too.
	await page.setViewportSize({ width: 1280, height: 800 });
	await talk(visit, 'garden');
	await expect(page.getByRole('link', { name: /^Garden Collective/ })).toBeVisible();
	// And so are the last words of each of its groups, and the names of everybody whose words fit on the larger screen.
	const groups = page.getByRole('navigation').getByRole('listitem');
	await expect(groups.filter({ hasNot: page.locator('time') })).toHaveCount(0);
	await everybodyHasAName(page);
	if (phone) await page.setViewportSize(phone);
	await everybodyHasAName(page);
	await shellIsKept(page);
	await page.context().setOffline(true);
	await expect(page.getByText(visit.words('Offline. What you write goes out later.'))).toBeVisible();
	await page.locator('textarea').fill('there! bringing tea for everyone');
	await button(visit, 'Send').click();
	// Chromium's switch leaves the line open, which swallows the words until the page is closed: they wait at first,
	// and are without an answer some seconds later.
	const said = message(page, 'there! bringing tea for everyone');
	const waits = said.filter({ hasText: visit.words('waiting to be sent') });
	await expect(waits.or(said.filter({ hasText: visit.words('no answer yet') }))).toBeVisible();
}

async function beRemoved(visit: Visit): Promise<void> {
	const { page, relay } = visit;
	const id = `removed-${relay.eventCount}`;
	foundGroup(relay, {
		id,
		name: 'Chess club',
		flags: ['restricted'],
		people: ['yusuf', 'mara'],
		said: ['Rook to e4.']
	});
	const tags = [
		['h', id],
		['p', personOf('mara').pubkey]
	];
	actAs(relay, 'yusuf', { kind: kinds.removeUser, content: '', tags });
	await talk(visit, id);
	await expect(page.getByText(visit.words('You were removed from this group'))).toBeVisible();
}

async function goIn(visit: Visit): Promise<void> {
	const { page, relay } = visit;
	await page.goto(roomPath({ relay: relay.url, id: 'garden' }));
	await button(visit, 'Go in').click();
	await expect(button(visit, 'Leave')).toBeVisible();
}

/** Somebody who has made a key, and has no groups. */
async function beNew(visit: Visit): Promise<void> {
	const { page } = visit;
	await nameAKey(visit);
	await page.getByLabel(visit.words('A new password')).fill(password);
	await button(visit, 'Lock with this password').click();
	await button(visit, 'Later').click();
	await expect(page).toHaveURL('/');
	await heading('No groups yet')(visit);
}

/** A key that is locked, and something to sign. */
async function beAskedToUnlock(visit: Visit): Promise<void> {
	const { page, relay } = visit;
	await beNew(visit);
	await talk(visit, 'linden-street');
	relay.misbehave('never-answer', { kinds: [kinds.chat] });
	await page.locator('textarea').fill('Good evening, Linden Street.');
	await button(visit, 'Send').click();
	await expect(page.getByRole('dialog')).toBeVisible();
	relay.behave();
}

const visitors: Screen[] = [
	{ name: 'welcome', open: at(() => '/', heading('A porch for your group')) },
	{
		name: 'discover',
		open: at(
			() => '/discover',
			({ page }) => expect(page.getByText('Garden Collective')).toBeVisible()
		)
	},
	{
		name: 'relay',
		open: at(relayPath, ({ page }) => expect(page.getByText('Street Library').first()).toBeVisible())
	},
	{ name: 'open-link', open: at(() => '/join', field('Link or invite')) },
	{
		name: 'open-link-unreadable',
		open: at(
			() => '/join#cut-off',
			({ page }) => expect(page.getByRole('alert')).toBeVisible()
		)
	},
	{ name: 'share-visitor', open: ({ page }) => beSharedInto(page, { text: 'Remember the milk' }) },
	{ name: 'start-name', open: at(() => '/login', field('Your name')) },
	{ name: 'start-lock', open: nameAKey },
	{ name: 'home-empty', open: beNew },
	{ name: 'unlock', open: beAskedToUnlock },
	{ name: 'ways-in', open: at(() => '/login/have', heading('Sign in with what you have')) },
	{
		name: 'signer-app',
		open: at(
			() => '/login/signer',
			({ page }) => expect(page.getByRole('img')).toBeVisible()
		)
	},
	{ name: 'paste-key', open: at(() => '/login/key', field('Your key')) },
	{ name: 'settings-nobody', open: at(() => '/settings', heading('Nobody is signed in')) },
	{ name: 'conversation-visitor', open: (visit) => talk(visit, 'garden') },
	{ name: 'conversation-long', open: (visit) => talk(visit, 'linden-street') },
	{
		name: 'invite',
		open: at((relay) => `${group('night-cyclists')(relay)}#invite=bruecke-2130`, named('Nachtradeln'))
	},
	{ name: 'gate-private', open: at(group('kitchen-table'), named('Kitchen Table')) },
	{ name: 'room-only', open: at(group('workbench'), named('The Workbench')) },
	{ name: 'nothing-to-see', open: at(group('never-founded'), heading('Nothing to see here')) },
	{ name: 'not-found', open: at(() => '/nodots/garden', heading('There is nothing here')) },
	{
		name: 'no-answer',
		open: at(() => '/groups.nowhere.invalid/garden', heading('This relay does not answer right now.'))
	}
];

const members: Screen[] = [
	{
		name: 'home',
		open: at(
			() => '/',
			({ page }) => expect(page.getByText('Garden Collective')).toBeVisible()
		)
	},
	{ name: 'conversation', open: (visit) => talk(visit, 'garden') },
	{
		name: 'message-sheet',
		open: async (visit) => {
			await talk(visit, 'garden');
			const said = messages(visit.page).filter({ hasText: 'they may come to the table' });
			await expect(said).toBeVisible();
			await everybodyHasAName(visit.page);
			await holdFinger(visit.page, said);
		}
	},
	{ name: 'offline', open: goOffline },
	{ name: 'removed', open: beRemoved },
	{ name: 'room', open: goIn },
	{ name: 'refused', open: (visit) => beRefused(visit, 'rate-limited: you talk faster than tomatoes grow') },
	{ name: 'about', open: at((relay) => aboutPath({ relay, id: 'garden' }), named('Garden Collective')) },
	{
		name: 'members',
		open: at(
			(relay) => membersPath({ relay, id: 'garden' }),
			({ page }) => expect(page.getByText('Jonas')).toBeVisible()
		)
	},
	{
		name: 'invite-out',
		open: (visit) => openSheet(visit, aboutPath({ relay: visit.relay.url, id: 'garden' }), 'Invite people')
	},
	{
		name: 'access',
		open: (visit) => openSheet(visit, aboutPath({ relay: visit.relay.url, id: 'garden' }), 'Who may do what')
	},
	{
		name: 'leave',
		open: (visit) => openSheet(visit, aboutPath({ relay: visit.relay.url, id: 'garden' }), 'Leave this group')
	},
	{
		name: 'create-group',
		open: async (visit) => {
			await visit.page.goto(relayPath(visit.relay.url));
			await button(visit, 'Create a group').click();
			await expect(visit.page.getByRole('dialog')).toBeVisible();
		}
	},
	...deviceScreens,
	...stateScreens,
	{
		name: 'room-door',
		open: at(
			(relay) => roomPath({ relay, id: 'garden' }),
			({ page }) => expect(page.getByRole('dialog')).toBeVisible()
		)
	}
];

/** All of them. */
export const screens: readonly Screen[] = [
	...visitors,
	...members.map((screen) => ({ ...screen, who: 'mara' }))
];
