import { chromium, type Browser } from 'playwright-core';
import { chromiumLaunch } from './browser.ts';

export interface Rendering {
	svg: string;
	width: number;
	height: number;
	type: 'image/png' | 'image/webp';
}

/** Draws SVG with Chromium. One browser for many pictures: `renderAll` closes it. */
export async function renderAll(pictures: Rendering[]): Promise<Buffer[]> {
	const browser = await chromium.launch(chromiumLaunch());
	try {
		const drawn: Buffer[] = [];
		for (const picture of pictures) drawn.push(await render(browser, picture));
		return drawn;
	} finally {
		await browser.close();
	}
}

async function render(browser: Browser, picture: Rendering): Promise<Buffer> {
	const page = await browser.newPage();
	const url = await page.evaluate(async ({ svg, width, height, type }) => {
		const image = new Image(width, height);
		image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
		await image.decode();
		const canvas = new OffscreenCanvas(width, height);
		canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
		const bytes = new Uint8Array(await (await canvas.convertToBlob({ type, quality: 0.82 })).arrayBuffer());
		return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
	}, picture);
	await page.close();
	return Buffer.from(url, 'latin1');
}
