import type { Page } from '@playwright/test';
import type { RunningRelay } from '../../dev/relay/start-relay.ts';
import { groupPath } from '../../src/lib/paths.ts';
import { buildChatMessage } from '../../src/lib/protocol/chat-message.ts';
import type { NostrEvent } from '../../src/lib/protocol/event.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { shellIsKept } from './deployment.ts';
import { actAs, foundGroup, sayAs } from './group-founding.ts';
import { House } from './house.ts';
import { arriveNew, composer, join as joinOpen, message, openGroup } from './people.ts';
import { notices, tapNotice } from './service-worker.ts';
import { expect, test } from './stack.ts';
import { Wire } from './wire.ts';

// The list stands beside the conversation.
test.use({ viewport: { width: 1280, height: 800 } });

/** They join a group that they open by its link. */
async function join(page: Page, group: GroupKey, hello: string): Promise<void> {
	await openGroup(page, group);
	await joinOpen(page);
	await expect(message(page, hello)).toBeVisible();
}

/** Turns notifications on; the browser has been told to say yes. */
async function allow(page: Page): Promise<void> {
	await page.context().grantPermissions(['notifications']);
	await page.goto('/settings');
	await shellIsKept(page);
	const wanted = page.getByRole('switch', { name: /Notify me on this device/ });
	await wanted.click();
	await expect(wanted).toBeChecked();
}

/**
 * They look at a group, and the page tells other tabs so: from then on it tells of other groups, too. What came in
 * before that would be nothing new to it.
 */
async function lookAt(page: Page, group: GroupKey, hello: string): Promise<void> {
	await openGroup(page, group);
	await expect(message(page, hello)).toBeVisible();
	const looks = (): Promise<boolean> =>
		page.evaluate(async () => {
			const { held = [] } = await navigator.locks.query();
			return held.some(({ name }) => name?.startsWith('looks '));
		});
	await expect.poll(looks).toBe(true);
}

/** Mara says something that mentions them, so many seconds from now. */
function mention(
	relay: RunningRelay,
	{ id }: GroupKey,
	who: string,
	text: string,
	later: number
): NostrEvent {
	return sayAs(relay, 'mara', id, text, -later, [who]);
}

test('a mention in another group notifies once, and a tap, played on the worker, leads to it and loses no draft', async ({
	app,
	page
}) => {
	const shelf = foundGroup(app.relay, {
		id: 'notice-shelf',
		flags: ['restricted'],
		name: 'Tool shelf',
		said: ['Which saw?']
	});
	const mail = foundGroup(app.relay, {
		id: 'notice-mail',
		flags: ['restricted'],
		name: 'Night mail',
		said: ['Who is up?']
	});
	const me = await arriveNew(page, shelf);
	await join(page, shelf, 'Which saw?');
	await join(page, mail, 'Who is up?');
	await allow(page);
	await lookAt(page, shelf, 'Which saw?');
	await expect(page).toHaveTitle('Tool shelf · Porch');
	await composer(page).fill('Half a sentence about saws');

	// One that names nobody stays in the list, the one after it is told.
	actAs(app.relay, 'mara', {
		...buildChatMessage({ group: mail.id, text: 'Nobody in particular' }),
		created_at: Math.floor(Date.now() / 1000) + 1
	});
	const said = mention(app.relay, mail, me, 'The <i>late</i> train', 2);
	const told = { title: 'Night mail', body: 'Mara: The <i>late</i> train' };
	await expect
		.poll(() => notices(page))
		.toMatchObject([{ ...told, path: `${groupPath(mail)}?at=${said.id}` }]);
	await expect(page).toHaveTitle('(1) Tool shelf · Porch');

	await tapNotice(page, 'Night mail');
	await expect(page).toHaveURL(`${groupPath(mail)}?at=${said.id}`);
	await expect(message(page, 'late')).toBeVisible();
	await expect(page).toHaveTitle('Night mail · Porch');
	expect(await notices(page)).toEqual([]);
	await openGroup(page, shelf);
	await expect(composer(page)).toHaveValue('Half a sentence about saws');
});

for (const [wrong, hours] of [
	['slow', -3],
	['fast', 3]
] as const)
	test(`by a clock that is hours ${wrong} what is said in another group is told and counted, too`, async ({
		app,
		page
	}) => {
		const shelf = foundGroup(app.relay, {
			id: `${wrong}-shelf`,
			flags: ['restricted'],
			name: 'Clock shelf',
			said: ['Is it four?']
		});
		const mail = foundGroup(app.relay, {
			id: `${wrong}-mail`,
			flags: ['restricted'],
			name: 'Clock mail',
			said: ['Or seven?']
		});
		const me = await arriveNew(page, shelf);
		await join(page, shelf, 'Is it four?');
		await join(page, mail, 'Or seven?');
		await allow(page);
		await page.addInitScript((shift) => {
			const now = Date.now.bind(Date);
			Date.now = () => now() + shift;
		}, hours * 3_600_000);
		await lookAt(page, shelf, 'Is it four?');
		mention(app.relay, mail, me, 'It is seven', 1);
		await expect
			.poll(() => notices(page))
			.toMatchObject([{ title: 'Clock mail', body: 'Mara: It is seven' }]);
		await expect(page).toHaveTitle('(1) Clock shelf · Porch');
		await openGroup(page, mail);
		await expect(message(page, 'It is seven')).toBeVisible();
		await expect(page).toHaveTitle('Clock mail · Porch');
	});

test('what is read is no longer notified of, and who looks at a group is told nothing of it', async ({
	app,
	page
}) => {
	const shelf = foundGroup(app.relay, {
		id: 'read-shelf',
		flags: ['restricted'],
		name: 'Seed shelf',
		said: ['Beans or peas?']
	});
	const mail = foundGroup(app.relay, {
		id: 'read-mail',
		flags: ['restricted'],
		name: 'Day mail',
		said: ['Anything new?']
	});
	const me = await arriveNew(page, shelf);
	await join(page, shelf, 'Beans or peas?');
	await join(page, mail, 'Anything new?');
	await allow(page);
	await lookAt(page, shelf, 'Beans or peas?');

	mention(app.relay, shelf, me, 'This is seen', 1);
	await expect(message(page, 'This is seen')).toBeVisible();
	mention(app.relay, mail, me, 'This is not', 2);
	await expect.poll(() => notices(page)).toMatchObject([{ title: 'Day mail' }]);

	await page.getByRole('link', { name: /Day mail/ }).click();
	await expect(message(page, 'This is not')).toBeVisible();
	await expect.poll(() => notices(page)).toEqual([]);
	await expect(page).toHaveTitle('Day mail · Porch');
});

/** A headless browser never hides a page. */
function play(page: Page, state: DocumentVisibilityState): Promise<void> {
	return page.evaluate((visibilityState) => {
		Object.defineProperty(document, 'visibilityState', { configurable: true, value: visibilityState });
		document.dispatchEvent(new Event('visibilitychange'));
	}, state);
}

test('out of sight, played, one request hears what all groups of a relay may tell, and what was missed is there', async ({
	app,
	page
}) => {
	const flags: 'restricted'[] = ['restricted'];
	const shelf = foundGroup(app.relay, { id: 'away-shelf', flags, name: 'Jam shelf', said: ['Plum or fig?'] });
	const mail = foundGroup(app.relay, { id: 'away-mail', flags, name: 'Away mail', said: ['Gone yet?'] });
	const me = await arriveNew(page, shelf);
	await join(page, shelf, 'Plum or fig?');
	await join(page, mail, 'Gone yet?');
	await allow(page);
	const wire = Wire.tap(page);
	await lookAt(page, shelf, 'Plum or fig?');

	await play(page, 'hidden');
	const watching = { kinds: [9, 5, 9005], '#h': expect.arrayContaining([shelf.id, mail.id]) as unknown };
	await expect.poll(() => wire.frames.filter(([verb]) => verb === 'REQ').at(-1)?.[2]).toMatchObject(watching);
	const titles = async (): Promise<string[]> => (await notices(page)).map(({ title }) => title).sort();
	mention(app.relay, shelf, me, 'Fig it is', 1);
	mention(app.relay, mail, me, 'Bring some along', 2);
	await expect.poll(titles).toEqual(['Away mail', 'Jam shelf']);

	await play(page, 'visible');
	await expect(message(page, 'Fig it is')).toBeVisible();
	await expect.poll(async () => (await notices(page)).map(({ title }) => title)).toEqual(['Away mail']);
});

test('out of sight, played, where nothing may be told, the relays are left, and what was missed is there on return', async ({
	page
}, info) => {
	const { relay } = await House.open(info.outputPath('relay.jsonl'));
	const group = foundGroup(relay, {
		id: 'away-unasked',
		flags: ['restricted'],
		name: 'Away unasked',
		said: ['Who is in?']
	});
	await arriveNew(page, group);
	await join(page, group, 'Who is in?');
	await play(page, 'hidden');
	await expect.poll(() => relay.connectionCount, { timeout: 40_000 }).toBe(0);
	sayAs(relay, 'mara', group.id, 'Nobody, it seems', -1);
	await play(page, 'visible');
	await expect(message(page, 'Nobody, it seems')).toBeVisible();
	await relay.stop();
});
