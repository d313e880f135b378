import { defineConfig } from '@playwright/test';
import endToEnd from '../end-to-end/playwright.config.ts';

/** The same phone as the journeys. */
export default defineConfig(endToEnd, {
	testDir: '.',
	testMatch: '*.pictures.ts',
	outputDir: '../../test-results/pictures',
	reporter: 'list'
});
