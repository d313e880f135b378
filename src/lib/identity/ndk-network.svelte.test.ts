import { afterEach, expect, test } from 'vitest';
import { NDKEvent } from '@nostr-dev-kit/ndk';

const realEval = globalThis.eval;
afterEach(() => {
	globalThis.eval = realEval;
});

test('NDK listens without eval, which our policy forbids: with two listeners its own emitter would', () => {
	let evaluated = false;
	globalThis.eval = () => {
		evaluated = true;
	};
	const heard: string[] = [];
	const event = new NDKEvent();
	event.on('published', () => void heard.push('one'));
	event.on('published', () => void heard.push('two'));
	event.emit('published');
	expect(heard).toEqual(['one', 'two']);
	expect(evaluated).toBe(false);
});
