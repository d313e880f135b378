import { expect, type Page } from '@playwright/test';

/** What came to run on a page although it was only text. */
export interface Intruders {
	readonly ran: string[];
}

/** Watches a page for foreign text that gets to run. Before the first page. */
export async function watchForIntruders(page: Page): Promise<Intruders> {
	const ran: string[] = [];
	await page.context().exposeBinding('__injected', ({ page: where }) => void ran.push(where.url()));
	page.on('dialog', (dialog) => {
		ran.push(dialog.message());
		void dialog.dismiss();
	});
	return { ran };
}

/** Nothing ran, nothing leads or loads from where it must not, and the screen still answers. */
export async function expectHarmless(page: Page, { ran }: Intruders): Promise<void> {
	const targets = await page.evaluate(() =>
		[...document.querySelectorAll('[href], [src], [action], [formaction], [srcdoc], [style]')].flatMap(
			(element) => {
				const names = ['href', 'src', 'action', 'formaction', 'srcdoc'];
				const values = names.flatMap((name) => element.getAttribute(name) ?? []);
				const ours = element.tagName === 'LINK' || element.tagName === 'SCRIPT';
				return ours ? [] : values;
			}
		)
	);
	const base = page.url();
	const followed = ['http:', 'https:', 'blob:'];
	expect(
		targets.filter(
			(target) => !URL.canParse(target, base) || !followed.includes(new URL(target, base).protocol)
		)
	).toEqual([]);
	expect(ran).toEqual([]);
	const isWide = () =>
		page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
	expect(await isWide(), 'the page is wider than the screen').toBe(false);
	await expect(page.getByRole('main')).toBeVisible();
}
