import { expect, onTestFinished, test, vi } from 'vitest';
import { showAppBadge } from './app-badge';
import { TitleCount } from './title-count';

const three = (title: string): string => `(3) ${title}`;

/** A page of its own, so that the runner keeps its title. */
function openTitle(): { page: Document; count: TitleCount } {
	const page = document.implementation.createHTMLDocument('Porch');
	const count = new TitleCount(page);
	onTestFinished(() => count.stop());
	return { page, count };
}

test('stands before the title, of the next page too, and goes with what is unread', async () => {
	const { page, count } = openTitle();
	count.show(three);
	expect(page.title).toBe('(3) Porch');
	page.title = 'Garden · Porch';
	await vi.waitFor(() => expect(page.title).toBe('(3) Garden · Porch'));
	count.show((title) => `(4) ${title}`);
	expect(page.title).toBe('(4) Garden · Porch');
	count.show(undefined);
	expect(page.title).toBe('Garden · Porch');
});

test('leaves a group its name that looks like a count', async () => {
	const { page, count } = openTitle();
	page.title = '(3) Amigos';
	count.show(three);
	expect(page.title).toBe('(3) (3) Amigos');
	count.stop();
	expect(page.title).toBe('(3) Amigos');
	page.title = 'Garden';
	await Promise.resolve();
	expect(page.title).toBe('Garden');
});

test('the icon takes the number, or none', async () => {
	const browser = {
		setAppBadge: vi.fn(() => Promise.resolve()),
		clearAppBadge: vi.fn(() => Promise.resolve())
	};
	await showAppBadge(browser, 3);
	expect(browser.setAppBadge).toHaveBeenCalledExactlyOnceWith(3);
	await showAppBadge(browser, 0);
	expect(browser.clearAppBadge).toHaveBeenCalledOnce();
	await showAppBadge({}, 3);
	await showAppBadge({ setAppBadge: () => Promise.reject(new DOMException('no', 'NotAllowedError')) }, 3);
});
