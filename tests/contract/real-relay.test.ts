import { expect, test } from 'vitest';
import { realRelay } from './contract-targets.ts';

test('the contract is checked against a real relay where there is Go to build it with, and always in CI', () => {
	const sentence =
		'The contract was not checked against a real relay: there is no Go here to build relay29 with.';
	if (realRelay === undefined) console.warn(sentence);
	expect(realRelay !== undefined || !process.env['CI'], sentence).toBe(true);
});
