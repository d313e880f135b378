import type { Locator, Page } from '@playwright/test';
import { personOf } from '../../dev/demo/people.ts';
import { startRelay } from '../../dev/relay/start-relay.ts';
import { groupPath } from '../../src/lib/paths.ts';
import type { EventTemplate } from '../../src/lib/protocol/event.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { buildInviteLink } from '../../src/lib/protocol/group-reference.ts';
import { kinds } from '../../src/lib/protocol/kinds.ts';
import { createSecretKey, pubkeyOf, signEvent } from '../../src/lib/protocol/signature.ts';
import { addresses, injections } from '../fixtures/injections.ts';
import { actAs, foundGroup, sayAs } from './group-founding.ts';
import { expectHarmless, watchForIntruders } from './intruders.ts';
import { arriveAs, composer, expectSent, message, messages, openGroup, say } from './people.ts';
import { expect, test } from './stack.ts';

const now = (): number => Math.floor(Date.now() / 1000);

/** The nastiest of each class: an address bar holds one at a time. */
const forAddressBars = injections
	.filter((text) => /script|onerror|\{\{|\u202e|\.\.\//.test(text))
	.slice(0, 14);

/** Scrolls back a screen at a time, so that every message was drawn, until this one is there. */
async function readBackTo(page: Page, first: Locator): Promise<void> {
	const log = page.getByRole('log');
	await expect(async () => {
		await log.evaluate((list) => list.scrollBy(0, -0.8 * list.clientHeight));
		await expect(first).toBeVisible({ timeout: 100 });
	}).toPass({ intervals: [50] });
}

test('whatever a relay, its groups and their descriptions are called, it is text', async ({ openPhone }) => {
	const page = await openPhone();
	const intruders = await watchForIntruders(page);
	const relay = await startRelay({ name: injections.join(' '), description: injections.join('\n') });
	const groups: GroupKey[] = injections.map((text, at) => {
		const group = foundGroup(relay, { id: `hostile-${at}`, flags: at % 2 ? ['private', 'closed'] : [] });
		const tags = [
			['h', group.id],
			['name', text],
			['about', text],
			['picture', addresses[at % addresses.length] ?? ''],
			['banner', text],
			['supported_kinds', text, '9', 'NaN'],
			['parent', text],
			['child', text],
			['livekit', text]
		];
		// Past the relay's own rules, which would refuse a parent that it does not have.
		const template = { kind: kinds.editMetadata, content: '', tags, created_at: now() };
		relay.seed([signEvent(template, personOf('mara').secretKey)]);
		return group;
	});
	await page.goto(`/${new URL(relay.url).host}`);
	await expect(page.getByRole('main').getByRole('link')).toHaveCount(injections.length + 1);
	await expectHarmless(page, intruders);
	for (const group of groups.slice(0, 6)) {
		for (const screen of ['', '/about', '/members']) {
			await page.goto(groupPath(group) + screen);
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			await expectHarmless(page, intruders);
		}
	}
	await relay.stop();
});

test('whatever people are called and say, it is text', async ({ app, page }) => {
	const intruders = await watchForIntruders(page);
	const group = foundGroup(app.relay, { id: 'hecklers', name: 'Hecklers', flags: ['closed'], invite: 'boo' });
	injections.forEach((text, at) => {
		const key = createSecretKey();
		const profile = {
			name: text,
			display_name: text,
			about: text,
			nip05: text,
			picture: addresses[at % addresses.length]
		};
		app.relay.publishAs(key, { kind: kinds.profile, content: JSON.stringify(profile), tags: [] });
		const said = app.relay.publishAs(key, {
			kind: kinds.chat,
			created_at: now() - 600 + at,
			content: `${at}: ${text} nostr:${text}`,
			tags: [
				['h', group.id],
				['imeta', `url ${text}`, `alt ${text}`, `dim ${text}`, `blurhash ${text}`, `m ${text}`],
				['q', text, text, text],
				['p', text],
				['e', text, text, text],
				['emoji', text, text],
				[text, text]
			]
		});
		expect(said.outcome).toMatchObject({ accepted: true });
		for (const [content, url] of [
			[text, text],
			[':trap:', addresses[at % addresses.length] ?? '']
		] as const) {
			const tags = [
				['h', group.id],
				['e', said.id],
				['p', said.pubkey],
				['emoji', 'trap', url]
			];
			app.relay.publishAs(key, { kind: kinds.reaction, content, tags });
		}
	});
	await arriveAs(page, 'kenji', group);
	await page.goto(buildInviteLink(app.url, group, 'boo'));
	await page.getByRole('button', { name: 'Join with invite' }).click();
	await expect(message(page, `${injections.length - 1}:`)).toBeVisible();
	await readBackTo(page, messages(page).getByText(/^0: /));
	await expectHarmless(page, intruders);
	await say(page, injections.join(' ').slice(0, 4000));
	await expectSent(messages(page).last());
	await expectHarmless(page, intruders);
	await page.goto('/');
	await expect(page.getByRole('link', { name: /Hecklers/ })).toBeVisible();
	await expectHarmless(page, intruders);
});

test('whatever words a relay refuses with, they are words', async ({ app, page }) => {
	const intruders = await watchForIntruders(page);
	const group = foundGroup(app.relay, { id: 'refusals', name: 'Refusals' });
	await arriveAs(page, 'mara', group);
	for (const text of forAddressBars) {
		app.relay.misbehave('refuse', { words: `blocked: ${text}`, kinds: [kinds.chat], times: 1 });
		await say(page, 'May I?');
		const refused = messages(page).last();
		await expect(refused).toContainText('not sent');
		await expectHarmless(page, intruders);
		await refused.getByRole('button', { name: 'Discard' }).click();
		await expect(messages(page)).toHaveCount(0);
	}
});

test('whatever a link says, it leads to a screen of ours', async ({ app, page }) => {
	const intruders = await watchForIntruders(page);
	const host = new URL(app.relay.url).host;
	for (const text of forAddressBars) {
		const given = encodeURIComponent(text);
		const links = [
			`/${host}/garden?at=${given}#invite=${given}`,
			`/${given}/${given}`,
			`/join?r=${given}&h=${given}&code=${given}#${given}`,
			`/login?next=${given}`
		];
		for (const link of links) {
			await page.goto(link);
			await expect(
				page.getByRole('main').getByRole('link').or(page.getByRole('main').getByRole('button')).first()
			).toBeVisible();
			expect(new URL(page.url()).origin).toBe(app.url);
			await expectHarmless(page, intruders);
		}
	}
});

test('signing in never leads away from Porch', async ({ app, page }) => {
	await arriveAs(page, 'kenji', { relay: app.relay.url, id: 'garden' });
	for (const next of [
		'https://evil.invalid/',
		'//evil.invalid/',
		'/\\evil.invalid',
		'javascript:__injected()',
		'data:text/html,x'
	]) {
		await page.goto(`/login/have?next=${encodeURIComponent(next)}`);
		await page.getByRole('button', { name: 'Browser extension' }).click();
		await expect(page).toHaveURL((url) => url.origin === app.url && !url.pathname.startsWith('/login'));
	}
});

test('events that a relay must not send are not believed', async ({ app, page }) => {
	const intruders = await watchForIntruders(page);
	const group = foundGroup(app.relay, { id: 'believe-me', name: 'Believe me', said: ['Said in truth.'] });
	const stranger = createSecretKey();
	const signed = (template: Partial<EventTemplate>, key = stranger) =>
		signEvent(
			{
				kind: kinds.chat,
				content: 'Said by nobody.',
				tags: [['h', group.id]],
				created_at: now(),
				...template
			},
			key
		);
	const forged = [
		{ ...signed({}), sig: '0'.repeat(128) },
		{ ...signed({}), content: 'Said by nobody, with another id.' },
		{ ...signed({}), pubkey: pubkeyOf(createSecretKey()) },
		signed({ content: 'Said elsewhere, by nobody here.', tags: [['h', 'somewhere-else']] }),
		signed({
			kind: kinds.groupMetadata,
			content: '',
			tags: [
				['d', group.id],
				['name', 'Taken over']
			],
			created_at: now() + 5
		}),
		signed({
			kind: kinds.groupAdmins,
			content: '',
			tags: [
				['d', group.id],
				['p', pubkeyOf(stranger), 'king']
			],
			created_at: now() + 5
		})
	];
	app.relay.misbehave('replay-out-of-context', { events: forged });
	await openGroup(page, group);
	await expect(message(page, 'Said in truth.')).toBeVisible();
	app.relay.behave();
	sayAs(app.relay, 'mara', group.id, 'Said afterwards.');
	await expect(message(page, 'Said afterwards.')).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Believe me' })).toBeVisible();
	await expect(message(page, 'nobody')).toHaveCount(0);
	await expect(page.getByText(/Taken over|king/)).toHaveCount(0);
	await expectHarmless(page, intruders);
});

test('malformed events with good signatures do not stop the ones after them', async ({ app, page }) => {
	const intruders = await watchForIntruders(page);
	const group = foundGroup(app.relay, { id: 'crooked', name: 'Crooked', said: ['A straight word.'] });
	const tagsOf: string[][][] = [
		[[]],
		[['']],
		[['h']],
		[['e'], ['p'], ['q'], ['imeta'], ['emoji']],
		[['previous', 'not-hex', '', '12345678']],
		[['imeta', 'url', 'url ', ' ', 'dim 0x0', 'dim -1x99999999999999999999']],
		Array.from({ length: 1500 }, () => ['p', 'x'])
	];
	for (const tags of tagsOf) {
		const event = signEvent(
			{ kind: kinds.chat, content: 'Crooked.', tags: [['h', group.id], ...tags], created_at: now() },
			createSecretKey()
		);
		app.relay.seed([event]);
	}
	for (const kind of [
		kinds.deletion,
		kinds.reaction,
		kinds.putUser,
		kinds.removeUser,
		kinds.deleteEvent,
		kinds.updatePins
	]) {
		const tags = [['h', group.id], ['e'], ['p'], ['e', 'not an id'], ['a', ':::'], ['role', '']];
		app.relay.seed([signEvent({ kind, content: '{', tags, created_at: now() }, createSecretKey())]);
	}
	await openGroup(page, group);
	await expect(message(page, 'A straight word.')).toBeVisible();
	await expect(message(page, 'Crooked.').first()).toBeVisible();
	actAs(app.relay, 'mara', { kind: kinds.chat, content: 'Still straight.', tags: [['h', group.id]] });
	await expect(message(page, 'Still straight.')).toBeVisible();
	await expectHarmless(page, intruders);
	await expect(composer(page)).toHaveCount(0);
});
