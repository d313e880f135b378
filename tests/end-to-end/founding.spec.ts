/** A group of one's own: founded, changed and not left, by its screens. */
import { groupIdOf, type NostrEvent } from '../../src/lib/protocol/event.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { aboutPath, groupIdOfParam, relayPath } from '../../src/lib/paths.ts';
import { actAs } from './group-founding.ts';
import { arriveAs, composer } from './people.ts';
import { expect, test } from './stack.ts';
import { Wire } from './wire.ts';

test('a group is created although the relay refuses half of it at first, and changed', async ({
	app,
	page
}) => {
	const { relay } = app;
	const wire = Wire.tap(page);
	await arriveAs(page, 'theo', { relay: relay.url, id: 'garden' });
	await page.goto(relayPath(relay.url));
	await page.getByRole('button', { name: 'Create a group' }).click();
	const sheet = page.getByRole('dialog');
	await sheet.getByLabel('What is it called?').fill('Kite makers');
	await sheet.getByText('Anyone can read, an invite lets people in').click();
	relay.misbehave('refuse', { kinds: [kinds.editMetadata], words: 'error: not today', times: 1 });
	await sheet.getByRole('button', { name: 'Create', exact: true }).click();
	await expect(sheet.getByText('not today')).toBeVisible();
	await sheet.getByRole('button', { name: 'Create', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Kite makers' })).toBeVisible();
	await expect(composer(page)).toBeVisible();
	// The second try made no second group.
	const founded = wire.frames.map(([, event]) => event as NostrEvent | undefined);
	const ids = founded
		.filter((event) => event?.kind === kinds.createGroup)
		.map((event) => event && groupIdOf(event));
	expect(new Set(ids).size).toBe(1);

	const id = groupIdOfParam(new URL(page.url()).pathname.split('/')[2] ?? '') ?? '';
	await page.goto(aboutPath({ relay: relay.url, id }));
	await page.getByRole('button', { name: 'Who may do what' }).click();
	await page.getByRole('switch', { name: 'Only members can read' }).click();
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(sheet).toHaveCount(0);
	await expect(page.getByText('Only members can read')).toBeVisible();

	// Who looks after it alone cannot go: the relay's words stand in the sheet.
	await page.getByRole('button', { name: 'Leave this group' }).click();
	await sheet.getByRole('button', { name: 'Leave', exact: true }).click();
	await expect(sheet.getByText('cannot remove last admin')).toBeVisible();
	actAs(relay, 'theo', { kind: kinds.deleteGroup, content: '', tags: [['h', id]] });
});
