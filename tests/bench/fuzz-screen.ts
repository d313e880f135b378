import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Findings } from './fuzz-findings.ts';

/** Milliseconds after which a screen counts as stuck; generous, because machines are slow and inputs are many. */
const PATIENCE = 20_000;
/** Milliseconds without a change after which a screen counts as complete. */
const QUIET = 100;
/** So often stuck, there is no point in going on. */
const HOPELESS = 8;

interface Guarded {
	__complain(text: string): Promise<void>;
}

/** Injected: tells of what the policy has stopped. */
function reportPolicy(): void {
	document.addEventListener('securitypolicyviolation', (event) => {
		const text = `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`;
		void (globalThis as unknown as Guarded).__complain(text);
	});
}

/** Injected: links, pictures and forms of the page that lead elsewhere than to the web. */
function strayTargets(): string[] {
	const names = ['href', 'src', 'action', 'formaction', 'srcdoc'];
	const elements = [
		...document.querySelectorAll('body :is([href], [src], [action], [formaction], [srcdoc])')
	];
	const targets = elements.flatMap((element) => names.flatMap((name) => element.getAttribute(name) ?? []));
	return targets.filter(
		(target) =>
			!URL.canParse(target, location.href) ||
			!['http:', 'https:', 'blob:'].includes(new URL(target, location.href).protocol)
	);
}

/** Injected: clicks on a link; comes back when the address has changed, or does not. */
async function followLink(href: string): Promise<void> {
	const link = document.createElement('a');
	link.href = href;
	document.body.append(link);
	await new Promise((gone) => {
		navigation.addEventListener('currententrychange', gone, { once: true });
		setTimeout(gone, 3000);
		link.click();
	});
	link.remove();
}

/** Injected: comes back when nothing is waited for any more, nothing moves, and there is something to do. */
async function comeToRest({ patience, quiet }: { patience: number; quiet: number }): Promise<boolean> {
	let moved = performance.now();
	const observer = new MutationObserver(() => (moved = performance.now()));
	observer.observe(document, { subtree: true, childList: true, characterData: true });
	const isWaiting = (): boolean => {
		const main = document.querySelector('main');
		if (!main || main.querySelector('.skeleton, [aria-busy=true]')) return true;
		return main.querySelector('a, button') === null || performance.now() - moved < quiet;
	};
	for (const end = performance.now() + patience; isWaiting() && performance.now() < end;)
		await new Promise((passed) => setTimeout(passed, 20));
	observer.disconnect();
	return !isWaiting();
}

/** A browser with one page, and what goes wrong on it. */
export class FuzzScreen {
	readonly page: Page;
	/** What the page is being given now, for whoever reads of an exception. */
	now = 'the beginning';
	readonly #findings: Findings;

	private constructor(page: Page, findings: Findings) {
		this.page = page;
		this.#findings = findings;
	}

	/** Opens a new phone, taller than any: what is off the screen is not drawn, and all of it is to be. */
	static async open(browser: Browser, baseURL: string, findings: Findings): Promise<FuzzScreen> {
		const viewport = { width: 400, height: 4000 };
		const context = await browser.newContext({ baseURL, viewport, isMobile: true, hasTouch: true });
		const page = await context.newPage();
		const screen = new FuzzScreen(page, findings);
		await screen.#watch(context);
		return screen;
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}

	complain(text: string): void {
		this.#findings.exceptions.push(`${this.now}: ${text}`);
	}

	/** Does something that has to come to an end; when it does not, the screen is stuck. */
	async expect(what: string, work: Promise<unknown>): Promise<boolean> {
		try {
			await work;
			return true;
		} catch (cause) {
			const words = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
			this.#findings.stuck.push(`${this.now}: ${what}: ${words}`);
			if (this.#findings.stuck.length >= HOPELESS) throw new Error('stuck too often', { cause });
			return false;
		}
	}

	/** Follows a link to `path`, as if it stood on the page, and waits until the screen there has come to rest. */
	async follow(path: string): Promise<void> {
		// A link out of the app ends the page, and with it the answer.
		await this.page.evaluate(followLink, path).catch(() => undefined);
		await this.rest();
	}

	/** Waits until the screen has come to rest, and looks at where its links lead. */
	async rest(): Promise<void> {
		const { page } = this;
		const settle = async (): Promise<string[]> => {
			const isAtRest = await page.evaluate(comeToRest, { patience: PATIENCE, quiet: QUIET });
			if (!isAtRest) throw new Error('it waits and waits');
			return page.evaluate(strayTargets);
		};
		// A page that leaves for another one takes the question with it: the next one is asked.
		const settled = settle().catch(() => settle());
		if (!(await this.expect('comes to rest', settled))) return;
		for (const target of await settled) this.complain(`leads to ${target.slice(0, 200)}`);
	}

	/** The conversation on screen shows a message with these words. */
	async shows(words: string): Promise<boolean> {
		const said = this.page.getByRole('log').getByRole('article').filter({ hasText: words });
		return this.expect(`shows "${words}"`, said.first().waitFor({ timeout: PATIENCE }));
	}

	/** A button can be pressed: it is there, in nobody's way, and nothing covers it. */
	async answers(name: string): Promise<boolean> {
		const button = this.page.getByRole('button', { name, exact: true });
		return this.expect(`"${name}" answers`, button.click({ trial: true, timeout: PATIENCE }));
	}

	async #watch(context: BrowserContext): Promise<void> {
		const { page } = this;
		await context.exposeBinding('__injected', () => this.complain('foreign text ran'));
		await context.exposeBinding('__complain', (_source, text: string) => this.complain(text));
		await context.addInitScript(reportPolicy);
		context.on('weberror', (thrown) => this.complain(thrown.error().stack ?? thrown.error().message));
		page.on('crash', () => this.complain('the page crashed'));
		page.on('dialog', (dialog) => {
			this.complain(`a dialog opened: ${dialog.message()}`);
			void dialog.dismiss();
		});
		page.on('console', (message) => {
			// The browser writes down what could not be loaded, and Kit which address is none.
			const isExpected = /^Failed to load resource|^WebSocket connection|Not found: /.test(message.text());
			if (message.type() === 'error' && !isExpected) this.complain(`console: ${message.text()}`);
		});
	}
}
