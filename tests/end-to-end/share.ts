import { expect, type Page } from '@playwright/test';
import { shellIsKept } from './deployment.ts';

/** A file that another app shares. */
export interface SharedFile {
	name: string;
	type: string;
	/** Base64. */
	data: string;
}

export interface Share {
	title?: string;
	text?: string;
	url?: string;
	files?: SharedFile[];
}

/** A red dot that browsers can draw. */
export const redDot: SharedFile = {
	name: 'dot.png',
	type: 'image/png',
	data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
};

/** A picture with words, and something that is no picture. */
export const pictureAndMore = {
	text: 'The first frost, on the beds',
	files: [redDot, { ...redDot, name: 'notes.txt', type: 'text/plain' }]
};

/**
 * Shares into Porch as the share sheet does: by a form that navigates there with a multipart POST, built from what the
 * manifest says.
 */
export async function shareInto(page: Page, share: Share): Promise<void> {
	await page.evaluate(async ({ files = [], ...words }) => {
		const manifest = (await (await fetch('/manifest.webmanifest')).json()) as {
			share_target: {
				action: string;
				method: string;
				enctype: string;
				params: Record<string, string> & { files: { name: string }[] };
			};
		};
		const { action, method, enctype, params } = manifest.share_target;
		const form = Object.assign(document.createElement('form'), { action, method, enctype });
		for (const [name, value] of Object.entries(words)) {
			const field = document.createElement('textarea');
			field.name = params[name] ?? name;
			field.value = value;
			form.append(field);
		}
		const transfer = new DataTransfer();
		for (const { name, type, data } of files) {
			const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
			transfer.items.add(new File([bytes], name, { type }));
		}
		const input = document.createElement('input');
		Object.assign(input, {
			type: 'file',
			multiple: true,
			name: params.files[0]?.name,
			files: transfer.files
		});
		form.append(input);
		document.body.append(form);
		// After this script, which the navigation would cut off.
		setTimeout(() => form.submit());
	}, share);
	await page.waitForURL((url) => url.hash !== '' || url.pathname === '/share');
}

/** Starts Porch, and shares something into it that then stands on the screen. */
export async function beSharedInto(page: Page, share: Share & { text: string }): Promise<void> {
	await page.goto('/');
	await shellIsKept(page);
	await shareInto(page, share);
	await expect(page.getByText(share.text)).toBeVisible();
}
