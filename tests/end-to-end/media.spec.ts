import { createServer, request as ask, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { personOf } from '../../dev/demo/people.ts';
import type { GroupKey } from '../../src/lib/protocol/group-key.ts';
import { shellAnswers } from './deployment.ts';
import { foundGroup } from './group-founding.ts';
import { arriveAs, openGroup } from './people.ts';
import { redDot } from './share.ts';
import { expect, test } from './stack.ts';

interface Host {
	url: string;
	close: () => Promise<void>;
}

async function openHost(answer: RequestListener): Promise<Host> {
	const server = createServer(answer);
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const close = (): Promise<void> => {
		server.closeAllConnections();
		return new Promise((done) => server.close(() => done()));
	};
	return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close };
}

/** Another host with one picture, which tells browsers to keep nothing. It may share it with other origins, or not. */
async function openGallery(shares: boolean): Promise<{ picture: string; close: () => Promise<void> }> {
	const { url, close } = await openHost((_request, response) => {
		const sharing = shares ? { 'Access-Control-Allow-Origin': '*' } : {};
		response
			.writeHead(200, { 'Content-Type': redDot.type, 'Cache-Control': 'no-store', ...sharing })
			.end(Buffer.from(redDot.data, 'base64'));
	});
	return { picture: `${url}/dot.png`, close };
}

/** One origin for the app and a media server, as behind the door of `npm start -- --lan`. */
function openDoor(app: string): Promise<Host> {
	return openHost((request, response) => {
		const { method, headers, url: path = '/' } = request;
		if (/^\/[0-9a-f]{64}\.png$/.test(path)) {
			return response
				.writeHead(200, { 'Content-Type': redDot.type, 'Cache-Control': 'no-store' })
				.end(Buffer.from(redDot.data, 'base64'));
		}
		const inside = ask({ host: '127.0.0.1', port: new URL(app).port, method, path, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		inside.on('error', () => response.destroy());
		request.pipe(inside);
	});
}

/** The pictures of one scope that the browser keeps, by their addresses. */
function keptPictures(page: Page, scope: string): Promise<string[]> {
	return page.evaluate(async (name) => {
		if (!(await caches.has(name))) return [];
		return (await (await caches.open(name)).keys()).map(({ url }) => url);
	}, `media-${scope}`);
}

/** The group's picture is drawn. */
async function expectDrawn(page: Page, picture: string): Promise<void> {
	const image = page.locator(`img[src="${picture}"]`).first();
	await expect.poll(() => image.evaluate((drawn: HTMLImageElement) => drawn.naturalWidth)).toBeGreaterThan(0);
}

test('a picture that was seen shows without its host, can be cleared, and goes with the account', async ({
	app,
	page
}, info) => {
	const { pubkey } = personOf('mara');
	const gallery = await openGallery(true);
	const shut = await openGallery(false);
	const attempt = info.repeatEachIndex;
	const tags = (picture: string): string[][] => [['picture', picture]];
	const group = foundGroup(app.relay, { id: `frame-${attempt}`, name: 'Frame', tags: tags(gallery.picture) });
	const other = foundGroup(app.relay, { id: `shut-${attempt}`, name: 'Shut', tags: tags(shut.picture) });
	await arriveAs(page, 'mara', group);
	await shellAnswers(page);
	await page.reload();
	await expectDrawn(page, gallery.picture);
	await expect.poll(() => keptPictures(page, pubkey)).toContain(gallery.picture);

	await page.goto('/settings/storage');
	const seen = page.getByRole('listitem').filter({ hasText: 'Pictures you have seen' });
	await expect(seen).toContainText(/\d pictures? · \d/);
	await seen.getByRole('button', { name: /^Clear/ }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Clear', exact: true }).click();
	await expect(seen).toBeHidden();
	expect(await keptPictures(page, pubkey)).toEqual([]);

	await openGroup(page, group);
	await expectDrawn(page, gallery.picture);
	await expect.poll(() => keptPictures(page, pubkey)).toContain(gallery.picture);

	await openGroup(page, other);
	await expectDrawn(page, shut.picture);
	expect(await keptPictures(page, pubkey)).not.toContain(shut.picture);

	await gallery.close();
	await shut.close();
	await openGroup(page, group);
	await expectDrawn(page, gallery.picture);
	expect(await keptPictures(page, 'nobody')).not.toContain(gallery.picture);

	await page.goto('/settings');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /^Sign out/ })
		.click();
	await expect(page).toHaveURL('/');
	await expect.poll(() => page.evaluate(() => caches.keys())).not.toContain(`media-${pubkey}`);
});

test('where data is to be saved (played on the worker) pictures are seen, and none is kept', async ({
	app,
	page
}, info) => {
	const { pubkey } = personOf('mara');
	const [saved, later] = [await openGallery(true), await openGallery(true)];
	const attempt = info.repeatEachIndex;
	const framed = (id: string, { picture }: { picture: string }): GroupKey =>
		foundGroup(app.relay, { id: `${id}-${attempt}`, name: id, tags: [['picture', picture]] });
	const [group, other] = [framed('thrift', saved), framed('plenty', later)];
	await arriveAs(page, 'mara', group);
	await shellAnswers(page);
	const [worker] = page.context().serviceWorkers();
	const saveData = (isOn: boolean): Promise<unknown> | undefined =>
		worker?.evaluate((on) => {
			const { connection } = navigator as Navigator & { connection: object };
			Object.defineProperty(connection, 'saveData', { get: () => on, configurable: true });
		}, isOn);
	await saveData(true);
	await page.reload();
	await expectDrawn(page, saved.picture);
	await saveData(false);
	await openGroup(page, other);
	await expectDrawn(page, later.picture);
	await expect.poll(() => keptPictures(page, pubkey)).toContain(later.picture);
	expect(await keptPictures(page, pubkey)).not.toContain(saved.picture);
	for (const gallery of [saved, later]) await gallery.close();
});

test('a picture of a media server behind the same origin is kept, and opens by itself as a picture', async ({
	app,
	openPhone
}, info) => {
	const door = await openDoor(app.url);
	const [seen, unseen] = ['a1', 'b2'].map((byte) => `${door.url}/${byte.repeat(32)}.png`);
	const page = await openPhone({ baseURL: door.url });
	const group = foundGroup(app.relay, {
		id: `same-house-${info.repeatEachIndex}`,
		name: 'Same house',
		tags: [['picture', seen ?? '']]
	});
	await arriveAs(page, 'mara', group);
	await shellAnswers(page);
	await page.reload();
	await expectDrawn(page, seen ?? '');
	await expect.poll(() => keptPictures(page, personOf('mara').pubkey)).toContain(seen);
	const tab = await page.context().newPage();
	const typeOfTab = (): Promise<string> => tab.evaluate(() => document.contentType);
	await tab.goto(unseen ?? '');
	expect(await typeOfTab()).toBe(redDot.type);

	await door.close();
	await tab.goto(seen ?? '');
	expect(await typeOfTab()).toBe(redDot.type);
	await page.reload();
	await expectDrawn(page, seen ?? '');
});
