import { personOf } from '../../dev/demo/people.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { actAs, foundGroup, sayAs } from './group-founding.ts';
import { House } from './house.ts';
import { arriveAs, composer, holdFinger, expectSent, message, messages, openGroup, say } from './people.ts';
import { expect, test } from './stack.ts';
import { Wire } from './wire.ts';

test('two people talk, and each sees what the other says at once', async ({ app, openPhone }) => {
	const group = foundGroup(app.relay, { id: 'fence', name: 'Over the fence', people: ['mara', 'theo'] });
	const mara = await arriveAs(await openPhone(), 'mara', group);
	const theo = await arriveAs(await openPhone(), 'theo', group);
	await say(mara, 'May I borrow the ladder?');
	await expect(message(theo, 'May I borrow the ladder?')).toContainText('Mara');
	await say(theo, 'It leans against the plum tree.');
	await expect(message(mara, 'It leans against the plum tree.')).toContainText('Theo');
	await expectSent(message(mara, 'May I borrow the ladder?'));
});

test('an answer, a sign and a deletion reach the other one', async ({ app, openPhone }) => {
	const group = foundGroup(app.relay, {
		id: 'jam',
		name: 'Jam',
		people: ['mara', 'theo'],
		said: ['Who wants plums?']
	});
	const mara = await arriveAs(await openPhone(), 'mara', group);
	const theo = await arriveAs(await openPhone(), 'theo', group);

	const sheet = await holdFinger(theo, message(theo, 'Who wants plums?'));
	await sheet.getByRole('button', { name: 'Reply' }).click();
	await expect(theo.getByText('Reply to Mara')).toBeVisible();
	await say(theo, 'Two buckets, please.');
	const answer = message(mara, 'Two buckets, please.');
	await expect(answer.getByRole('button', { name: 'Go to the message of Mara' })).toContainText(
		'Who wants plums?'
	);

	await (
		await holdFinger(theo, message(theo, 'Who wants plums?').first())
	)
		.getByRole('button', { name: 'React with ❤️' })
		.click();
	const heart = messages(mara).first().getByRole('button', { name: '❤️, 1: Theo' });
	await expect(heart).toBeVisible();
	await heart.click();
	await expect(
		messages(theo)
			.first()
			.getByRole('button', { name: /^❤️, 2:/ })
	).toBeVisible();

	const again = await holdFinger(theo, message(theo, 'Two buckets, please.'));
	await again.getByRole('button', { name: 'Delete for everyone' }).click();
	await theo.getByRole('button', { name: 'Delete', exact: true }).click();
	await expect(message(theo, 'Two buckets, please.')).toHaveCount(0);
	await expect(answer).toHaveCount(0);
});

test('a deletion that waits for the relay is told at its message, is given up, and is done in the end', async ({
	page
}, info) => {
	const house = await House.open(info.outputPath('relay.jsonl'));
	const group = foundGroup(house.relay, { id: 'second-thoughts', name: 'Second thoughts' });
	const wire = Wire.tap(page);
	await arriveAs(page, 'mara', group);
	await say(page, 'Plums are overrated.');
	const plums = message(page, 'Plums are overrated.');
	await expectSent(plums);
	await house.relay.stop();
	const waits = plums.getByText('Will be deleted for everyone as soon as the relay can be reached.');
	const remove = async (): Promise<void> => {
		const sheet = await holdFinger(page, plums);
		await sheet.getByRole('button', { name: 'Delete for everyone' }).click();
		await sheet.getByRole('button', { name: 'Delete', exact: true }).click();
		await expect(waits).toBeVisible();
	};
	await remove();
	await plums.getByRole('button', { name: 'Keep it' }).click();
	await expect(waits).toHaveCount(0);
	await remove();
	await house.comeBack();
	// The network is back: the relay is tried at once.
	await page.context().setOffline(true);
	await page.context().setOffline(false);
	await expect(plums).toHaveCount(0);
	expect(wire.published(kinds.deletion)).toHaveLength(1);
	await house.relay.stop();
});

test('a refusal stands under its message in the words of the relay, and a better wording gets through', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'strict', name: 'Strict house' });
	await arriveAs(page, 'mara', group);
	app.relay.misbehave('refuse', {
		words: 'blocked: no beetroot on Sundays',
		kinds: [kinds.chat],
		group: group.id
	});
	await say(page, 'Beetroot!');
	const refused = message(page, 'Beetroot!');
	await expect(refused).toContainText('not sent');
	await expect(refused.getByRole('alert')).toContainText('This relay refused that. “no beetroot on Sundays”');

	await refused.getByRole('button', { name: 'Edit' }).click();
	await expect(composer(page)).toHaveValue('Beetroot!');
	await composer(page).fill('Turnips?');
	await page.reload();
	await expect(composer(page)).toHaveValue('Turnips?');
	app.relay.behave();
	await say(page, 'Turnips!');
	await expectSent(message(page, 'Turnips!'));
	await expect(message(page, 'Beetroot!')).toHaveCount(0);
	await expect(messages(page)).toHaveCount(1);
});

test('a refused message can be copied and thrown away, and stays away', async ({ app, page }) => {
	const group = foundGroup(app.relay, { id: 'stricter', name: 'Stricter house' });
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await arriveAs(page, 'mara', group);
	app.relay.misbehave('refuse', { words: 'rate-limited: slow down', kinds: [kinds.chat], times: 1 });
	await say(page, 'Too fast');
	await expect(message(page, 'Too fast').getByRole('alert')).toContainText(
		'Wait a little, then try again. “slow down”'
	);
	await message(page, 'Too fast').focus();
	await page.keyboard.press('Enter');
	await page.getByRole('dialog').getByRole('button', { name: 'Copy text' }).click();
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('Too fast');
	await message(page, 'Too fast').getByRole('button', { name: 'Discard' }).click();
	await expect(message(page, 'Too fast')).toHaveCount(0);
	await page.reload();
	await expect(composer(page)).toBeVisible();
	await expect(message(page, 'Too fast')).toHaveCount(0);
});

test('silence is not success: no answer is said, and what went out twice arrives once', async ({
	app,
	openPhone
}) => {
	const group = foundGroup(app.relay, { id: 'silence', name: 'Silence', people: ['mara', 'theo'] });
	const phone = await openPhone();
	const wire = Wire.tap(phone);
	const mara = await arriveAs(phone, 'mara', group);
	const theo = await arriveAs(await openPhone(), 'theo', group);
	app.relay.misbehave('never-answer', { verbs: ['EVENT'], kinds: [kinds.chat], group: group.id });
	await say(mara, 'Is anybody there?');
	const mine = message(mara, 'Is anybody there?');
	await expect(mine).toContainText('being sent');
	await expect(mine).toContainText('no answer yet', { timeout: 30_000 });
	await expect(message(theo, 'Is anybody there?')).toHaveCount(0);

	app.relay.behave();
	await mine.getByRole('button', { name: 'Try again' }).click();
	await expectSent(mine);
	await expect(message(theo, 'Is anybody there?')).toHaveCount(1);
	const offered = wire.published(kinds.chat);
	expect(offered.length).toBeGreaterThan(1);
	expect(new Set(offered).size).toBe(1);
});

test('a draft survives a reload', async ({ app, page }) => {
	const group = foundGroup(app.relay, { id: 'drafts', name: 'Drafts' });
	await arriveAs(page, 'mara', group);
	await composer(page).fill('Dear neighbours,');
	await page.reload();
	await expect(composer(page)).toHaveValue('Dear neighbours,');
});

test('one account in two tabs: what is sent in one appears in the other, and goes out once', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'tabs', name: 'Two tabs', people: ['mara', 'theo'] });
	const wires = [Wire.tap(page)];
	await arriveAs(page, 'mara', group);
	const other = await page.context().newPage();
	wires.push(Wire.tap(other));
	await openGroup(other, group);
	await expect(composer(other)).toBeVisible();

	await say(page, 'From the first');
	await expectSent(message(other, 'From the first'));
	await say(other, 'From the second');
	await expectSent(message(page, 'From the second'));
	sayAs(app.relay, 'theo', group.id, 'From somebody else');
	for (const tab of [page, other]) {
		await expect(message(tab, 'From somebody else')).toBeVisible();
		await expect(messages(tab)).toHaveCount(3);
	}
	expect(wires.flatMap((wire) => wire.published(kinds.chat))).toHaveLength(2);
});

test('one draft in two tabs: the one where nobody types follows, and it goes out once', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'shared-draft', name: 'Shared draft' });
	const wires = [Wire.tap(page)];
	await arriveAs(page, 'mara', group);
	const other = await page.context().newPage();
	wires.push(Wire.tap(other));
	await openGroup(other, group);
	await composer(page).fill('Dear neigh');
	await expect(composer(other)).toHaveValue('Dear neigh');
	await composer(page).blur();
	await composer(other).fill('Dear neighbours,');
	await expect(composer(page)).toHaveValue('Dear neighbours,');
	await page.getByRole('button', { name: 'Send', exact: true }).click();
	await expectSent(message(page, 'Dear neighbours,'));
	await expect(composer(other)).toHaveValue('');
	await expect(messages(other)).toHaveCount(1);
	expect(wires.flatMap((wire) => wire.published(kinds.chat))).toHaveLength(1);
});

test('a group of the same id on another relay is another group', async ({ app, page }) => {
	const here = foundGroup(app.relay, { id: 'twins', name: 'Twin here', said: ['Said here.'] });
	const there = foundGroup(app.twin, { id: 'twins', name: 'Twin there', said: ['Said there.'] });
	await arriveAs(page, 'mara', here);
	await expect(message(page, 'Said here.')).toBeVisible();
	await composer(page).fill('A draft for here');
	await openGroup(page, there);
	await expect(page.getByRole('heading', { name: 'Twin there' })).toBeVisible();
	await expect(message(page, 'Said there.')).toBeVisible();
	await expect(messages(page)).toHaveCount(1);
	await expect(composer(page)).toHaveValue('');
	await say(page, 'An answer for there');
	await expectSent(message(page, 'An answer for there'));
	await openGroup(page, here);
	await expect(composer(page)).toHaveValue('A draft for here');
	await expect(messages(page)).toHaveCount(1);
});

test('a link to a message opens the conversation there, however long ago it was said', async ({
	app,
	page
}) => {
	const group = foundGroup(app.relay, { id: 'long-ago', name: 'Long ago' });
	const first = sayAs(app.relay, 'mara', group.id, 'The very first word.', 121);
	for (let count = 0; count < 120; count += 1)
		sayAs(app.relay, 'mara', group.id, `Word ${count}, and more words after it.`, 120 - count);
	await page.goto(`${new URL(app.url).origin}/${new URL(group.relay).host}/${group.id}?at=${first.id}`);
	await expect(message(page, 'The very first word.')).toBeInViewport();
	await page.getByRole('button', { name: /^To the newest message/ }).click();
	await expect(message(page, 'Word 119, and more')).toBeInViewport();
});

test('a member who is removed is told so, and keeps what they have read', async ({ app, page }) => {
	const group = foundGroup(app.relay, {
		id: 'expelled',
		name: 'Expelled',
		flags: ['restricted'],
		people: ['mara', 'kenji'],
		said: ['Rule one: no cats.']
	});
	await arriveAs(page, 'kenji', group);
	await expect(message(page, 'Rule one: no cats.')).toBeVisible();
	await expect(composer(page)).toBeVisible();
	const tags = [
		['h', group.id],
		['p', personOf('kenji').pubkey]
	];
	actAs(app.relay, 'mara', { kind: kinds.removeUser, content: '', tags });
	await expect(page.getByText('You were removed from this group')).toBeVisible();
	await expect(message(page, 'Rule one: no cats.')).toBeVisible();
	await expect(composer(page)).toHaveCount(0);
});
