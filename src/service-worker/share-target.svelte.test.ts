import { Router } from 'workbox-routing';
import { expect, test } from 'vitest';
import { parseCarriedShare } from '$lib/protocol/carried-share';
import type { SharedItem } from '$lib/storage/kept-records';
import { ShareTarget } from './share-target';

const cat = new File(['cat'], 'cat.png', { type: 'image/png' });
const pdf = new File(['%PDF'], 'report.pdf', { type: 'application/pdf' });

function open({ isFull = false } = {}) {
	const stored: SharedItem[] = [];
	const put = (item: SharedItem): Promise<void> => {
		if (isFull) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
		stored.push(item);
		return Promise.resolve();
	};
	const target = new ShareTarget(() => ({ shared: { put } as never }));
	const router = new Router();
	router.registerRoute(target.route());
	/** Where the one who shares is led. */
	const share = async (fields: Record<string, string | File>): Promise<URL> => {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields)) body.append(name, value);
		const request = new Request('/share', { method: 'POST', body });
		const event = new Event('fetch') as ExtendableEvent;
		const response = await router.handleRequest({ request, event });
		return new URL(response?.headers.get('Location') ?? '', location.href);
	};
	return { stored, target, share };
}

test('what is shared is stored, and then asked about', async () => {
	const { stored, share } = open();
	const { pathname, search, hash } = await share({ title: 'Cats', text: 'Look', pictures: cat });
	expect(stored).toMatchObject([{ title: 'Cats', text: 'Look', pictures: [{ name: 'cat.png' }] }]);
	expect([pathname, search, hash]).toEqual(['/share', `?id=${stored[0]?.id}`, '']);
});

test('on a full device all of it is held for the page, and the address carries its words and says what it lacks', async () => {
	const { target, share } = open({ isFull: true });
	const words = { title: 'Cats', text: 'Look at “them” & others', url: 'https://cats.example/?a=b#c' };
	const { searchParams, hash } = await share({ ...words, one: cat, other: pdf });
	expect(searchParams.get('trouble')).toBe('not-stored');
	const held = target.held(searchParams.get('id') ?? '');
	expect(held).toMatchObject({ ...words, pictures: [{ name: 'cat.png' }], refused: ['report.pdf'] });
	const text = 'Cats\nLook at “them” & others\nhttps://cats.example/?a=b#c';
	expect(parseCarriedShare(hash)).toEqual({ text, length: text.length, left: ['cat.png', 'report.pdf'] });
});

test('what it holds is given to who asks for it, and only the last one', async () => {
	const { target, share } = open({ isFull: true });
	const first = (await share({ text: 'one' })).searchParams.get('id') ?? '';
	const second = (await share({ text: 'two' })).searchParams.get('id') ?? '';
	expect([target.held(first), target.held(second)?.text, target.held('')]).toEqual([
		undefined,
		'two',
		undefined
	]);
});

test('an invite is opened, stored or not', async () => {
	const text = `Come: ${location.origin}/relay.example/street#invite=hammer`;
	for (const isFull of [false, true]) {
		const { pathname, hash } = await open({ isFull }).share({ text });
		expect([pathname, hash]).toEqual(['/relay.example/street', '#invite=hammer']);
	}
});

test('what is no form is said to be none', async () => {
	const router = new Router();
	router.registerRoute(new ShareTarget(() => ({}) as never).route());
	const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
	const request = new Request('/share', { method: 'POST', headers, body: 'no form at all' });
	const response = await router.handleRequest({ request, event: new Event('fetch') as ExtendableEvent });
	expect(response?.headers.get('Location')).toContain('/share?trouble=unreadable');
});
