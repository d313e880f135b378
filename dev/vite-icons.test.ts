import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { staticIcon } from './vite-icons.ts';

describe('an icon', () => {
	it('is markup with the elements that Lucide writes down', async () => {
		const source = await readFile('node_modules/@lucide/svelte/dist/icons/x.svelte', 'utf8');
		const icon = staticIcon(source);
		expect(icon).toContain('class="lucide-x"');
		expect(icon).toContain('<path d="M18 6 6 18" /><path d="m6 6 12 12" />');
	});

	it('is not made up when Lucide changes its way of writing', () => {
		expect(() => staticIcon('<svg></svg>')).toThrow('differently');
	});
});
