import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const pageWords = join('src', 'lib', 'locales', 'en', 'page.json');

/**
 * Kit links the page to the styles of everything that the root layout may ever import, each of which the first
 * paint waits for, and to the modules of the root only. This leaves the styles of the first screen, and adds the
 * modules that it is going to ask for. What comes later brings its styles with it.
 * @param {string} html
 * @param {{ modules: string[], styles: string[] }} firstScreen
 */
export function linkFirstScreen(html, { modules, styles }) {
	const kept = html.replace(
		/[\t ]*<link href="([^"]+)" rel="stylesheet">\n?/g,
		(link, /** @type {string} */ href) => (styles.includes(href) ? link : '')
	);
	const missing = modules.filter((path) => !kept.includes(`"${path}" rel="modulepreload"`));
	const links = missing.map((path) => `\t<link href="${path}" rel="modulepreload">\n\t`);
	return kept.replace('</head>', `${links.join('')}</head>`);
}

/**
 * Puts words into the page that stand in no script: `%page_late%` by the catalogue's `page_late`.
 * @param {string} html
 * @param {Record<string, string>} words
 */
export function fillWords(html, words) {
	return html.replace(/%(page_\w+)%/g, (_, /** @type {string} */ key) => {
		if (!words[key]) throw new Error(`The page says ${key}, which is in no catalogue.`);
		return words[key];
	});
}

/** @returns {Record<string, string>} */
function readWords() {
	/** @type {unknown} */
	const words = JSON.parse(readFileSync(pageWords, 'utf8'));
	return /** @type {Record<string, string>} */ (words);
}

/**
 * An adapter whose fallback page links to what `first-screen.txt` of the client build lists, and has its words.
 * @param {import('@sveltejs/kit').Adapter} adapter
 * @returns {import('@sveltejs/kit').Adapter}
 */
export function withFirstScreen(adapter) {
	return {
		...adapter,
		adapt: (builder) =>
			adapter.adapt({
				...builder,
				generateFallback: async (page) => {
					await builder.generateFallback(page);
					const list = join(dirname(page), 'first-screen.txt');
					const paths = readFileSync(list, 'utf8').split('\n');
					const modules = paths.filter((path) => path.endsWith('.js'));
					const styles = paths.filter((path) => path.endsWith('.css'));
					const html = fillWords(readFileSync(page, 'utf8'), readWords());
					writeFileSync(page, linkFirstScreen(html, { modules, styles }));
					rmSync(list);
				}
			})
	};
}
