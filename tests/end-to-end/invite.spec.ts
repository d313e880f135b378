import { personOf } from '../../dev/demo/people.ts';
import { buildInviteLink } from '../../src/lib/protocol/group-reference.ts';
import { groupPath } from '../../src/lib/paths.ts';
import { foundGroup } from './group-founding.ts';
import { arriveAs, composer, createKey, expectSent, join, message, say } from './people.ts';
import { expect, test } from './stack.ts';
import { Wire } from './wire.ts';

test('a stranger taps an invite, sees what it is, makes a key, is in, and writes', async ({ app, page }) => {
	const group = foundGroup(app.relay, {
		id: 'soup-night',
		name: 'Soup night',
		about: 'Bring a spoon.',
		flags: ['restricted', 'closed'],
		people: ['mara', 'piet'],
		said: ['Tonight it is lentils.'],
		invite: 'ladle-42'
	});
	const wire = Wire.tap(page);
	await page.goto(buildInviteLink(app.url, group, 'ladle-42'));
	await expect(page.getByRole('heading', { name: 'Soup night' })).toBeVisible();
	for (const fact of [
		'Bring a spoon.',
		'Anyone can read along',
		'Only members write',
		'You have an invite',
		'2 members'
	]) {
		await expect(page.getByText(fact)).toBeVisible();
	}
	await expect(page.getByRole('link', { name: 'Back' })).toHaveAttribute('href', '/');
	await page.getByRole('button', { name: 'Look around first' }).click();
	await expect(message(page, 'Tonight it is lentils.')).toBeVisible();
	expect(wire.said('AUTH')).toBe(0);
	expect(JSON.stringify(wire.frames)).not.toContain('ladle-42');

	await page.getByRole('button', { name: 'Join', exact: true }).click();
	await createKey(page, 'Wren');
	await page.getByRole('button', { name: 'Join with invite' }).click();
	await say(page, 'I have a spoon.');
	await expectSent(message(page, 'I have a spoon.'));
	expect(wire.said('AUTH')).toBe(1);
	expect(new URL(page.url()).hash).toBe('');

	await page.getByRole('link', { name: 'Back' }).click();
	await expect(page.getByRole('link', { name: /Soup night/ })).toBeVisible();
});

test('a wrong code is refused in the words of the relay, and the right one still works', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, {
		id: 'locked-shed',
		name: 'Locked shed',
		// Longer than the screen.
		about: 'Tools for all of us, and a list of who has which. '.repeat(12),
		flags: ['closed'],
		invite: 'rake'
	});
	await arriveAs(page, 'kenji', group);
	await page.goto(buildInviteLink(app.url, group, 'spade'));
	await page.getByRole('button', { name: 'Join with invite' }).click();
	await expect(page.getByRole('alert')).toContainText('“');
	await expect(page.getByRole('alert')).toBeInViewport({ ratio: 1 });
	await page.goto(buildInviteLink(app.url, group, 'rake'));
	await page.getByRole('button', { name: 'Join with invite' }).click();
	await expect(composer(page)).toBeVisible();
});

test('an admin makes an invite, and whoever has the link comes in by it', async ({ app, openPhone }) => {
	const group = foundGroup(app.relay, {
		id: 'roof-terrace',
		name: 'Roof terrace',
		flags: ['private', 'restricted', 'closed']
	});
	const mara = await arriveAs(await openPhone(), 'mara', group);
	await mara.getByRole('button', { name: 'I am a member already' }).click();
	await mara.getByRole('link', { name: 'More about this group' }).click();
	await mara.getByRole('button', { name: 'Invite people' }).click();
	const link = await mara
		.getByRole('dialog', { name: 'Invite people' })
		.getByText(/^http.*#invite=/)
		.textContent();

	const kenji = await arriveAs(await openPhone(), 'kenji', group);
	await expect(kenji.getByRole('button', { name: 'I have an invite code' })).toBeVisible();
	await kenji.goto(link ?? '');
	await kenji.getByRole('button', { name: 'Join with invite' }).click();
	await say(kenji, 'What a view.');
	await expectSent(message(kenji, 'What a view.'));
	await mara.getByRole('button', { name: 'Close' }).click();
	await mara.getByRole('link', { name: 'Back' }).click();
	await expect(message(mara, 'What a view.')).toBeVisible();
});

test('a code typed at the door opens it, also when the whole link is pasted', async ({ app, page }) => {
	const group = foundGroup(app.relay, {
		id: 'cellar',
		name: 'Cellar',
		flags: ['private', 'restricted', 'closed'],
		invite: 'lamp'
	});
	await arriveAs(page, 'kenji', group);
	await page.getByRole('button', { name: 'I have an invite code' }).click();
	await page.getByLabel('Invite code').fill(buildInviteLink(app.url, group, 'lamp'));
	await page.getByRole('button', { name: 'Join with invite' }).click();
	await expect(composer(page)).toBeVisible();
});

test('where joining needs an invite an outsider is asked for one, and writes once it is taken', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, {
		id: 'glass-door',
		name: 'Glass door',
		flags: ['closed'],
		said: ['It is warm in here.'],
		invite: 'chime'
	});
	await page.goto(groupPath(group));
	await expect(page.getByText('You are reading as a visitor')).toBeVisible();
	await expect(page.getByText('Members write here')).toBeVisible();
	await arriveAs(page, 'kenji', group);
	await expect(message(page, 'It is warm in here.')).toBeVisible();
	await expect(page.getByText('Joining needs an invite')).toBeVisible();
	await expect(composer(page)).toHaveCount(0);
	await page.getByRole('button', { name: 'Enter code' }).click();
	await page.getByLabel('Invite code').fill('chime');
	await page.getByRole('button', { name: 'Join with invite' }).click();
	await say(page, 'So it is.');
	await expectSent(message(page, 'So it is.'));
});

test('links of another app lead to the same door', async ({ app, page }) => {
	const group = foundGroup(app.relay, {
		id: 'other-app',
		name: 'The other app',
		flags: ['closed'],
		invite: 'bridge'
	});
	const query = new URLSearchParams({ r: group.relay, h: group.id, code: 'bridge' });
	await page.goto(`/join?${query.toString()}`);
	await expect(page.getByRole('heading', { name: 'The other app' })).toBeVisible();
	await expect(page.getByText('You have an invite')).toBeVisible();
	expect(page.url()).toBe(buildInviteLink(app.url, group, 'bridge'));

	await page.goto('/join');
	await page.getByLabel('Link or invite').fill(`${group.relay}'${group.id}`);
	await page.getByRole('button', { name: 'Open', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'The other app' })).toBeVisible();
});

test('somebody asks to be let in, and is let in', async ({ app, page }) => {
	const group = foundGroup(app.twin, { id: 'open-hand', name: 'Open hand', flags: ['restricted'] });
	await arriveAs(page, 'kenji', group);
	await join(page);
	await page.getByRole('link', { name: 'More about this group' }).click();
	await page.getByRole('link', { name: '2 members' }).click();
	await expect(page.getByText(personOf('kenji').name)).toBeVisible();
});
