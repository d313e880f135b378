import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default defineConfig(
	{
		ignores: [
			'**/node_modules',
			'.svelte-kit',
			'build',
			'.cache',
			'test-results',
			'playwright-report',
			'src/lib/locales/compiled',
			'dev/relay29'
		]
	},
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			// The same for every file: a difference between two makes the type service load the project again.
			parserOptions: {
				projectService: true,
				extraFileExtensions: ['.svelte'],
				tsconfigRootDir: import.meta.dirname
			}
		},
		linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
		rules: {
			eqeqeq: 'error',
			'no-console': 'off',
			// Types know what is defined.
			'no-undef': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			],
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true }
			],
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
			'@typescript-eslint/no-misused-spread': 'off',
			// `void count;` reads a rune, so that an effect runs again.
			'@typescript-eslint/no-meaningless-void-operator': 'off',
			// `return refuse(...)` in a function without a result reads well.
			'@typescript-eslint/no-confusing-void-expression': 'off',
			'@typescript-eslint/no-dynamic-delete': 'off',
			// Types promise what a relay, an extension or another tab may not keep: looking twice is not an error.
			'@typescript-eslint/no-unnecessary-condition': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { parser: ts.parser, svelteConfig }
		},
		rules: {
			// What a relay sends is text. There is no markup of ours that needs this either.
			'svelte/no-at-html-tags': 'error',
			// The policy of the page refuses style attributes; `style:` directives are none.
			'no-restricted-syntax': [
				'error',
				{ selector: 'SvelteAttribute[key.name="style"]', message: 'Use style: directives.' }
			],
			'svelte/button-has-type': 'error',
			// Addresses come from `paths.ts`, which is tested; Kit's own resolver cannot spell our escapes.
			'svelte/no-navigation-without-resolve': 'off',
			'svelte/no-useless-mustaches': 'off',
			// Most maps of a store are indexes that nothing on screen reads.
			'svelte/prefer-svelte-reactivity': 'off',
			// Runes are declared with let.
			'prefer-const': 'off',
			'svelte/prefer-const': 'error'
		}
	},
	{
		// What a snippet or an each block gives has no type here: svelte-check judges the rest, the promises stay ours.
		files: ['**/*.svelte'],
		rules: {
			...ts.configs.disableTypeChecked.rules,
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
			'@typescript-eslint/await-thenable': 'error'
		}
	},
	{
		files: ['src/**'],
		rules: {
			// One place writes to the console.
			'no-console': 'error',
			'no-restricted-properties': [
				'error',
				{ property: 'innerHTML', message: 'Foreign content is text.' },
				{ property: 'outerHTML', message: 'Foreign content is text.' },
				{ property: 'insertAdjacentHTML', message: 'Foreign content is text.' }
			]
		}
	},
	{
		files: ['**/*.test.ts', 'tests/**'],
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/unbound-method': 'off',
			'no-loss-of-precision': 'off',
			// Playwright reads which fixtures a test wants from its parameters.
			'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }]
		}
	},
	// A JSDoc cast, the only way to type parsed JSON in plain JavaScript, is not seen by this rule.
	{ files: ['dev/run.js'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
	{ files: ['src/lib/log.ts'], rules: { 'no-console': 'off' } }
);
