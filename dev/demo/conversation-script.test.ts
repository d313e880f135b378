import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseConversation } from './conversation-script.ts';
import { personOf } from './people.ts';

const script = `== 1d 2h ago
mara [soil]: Who has soil?
  | Any soil.
  + 👍 jonas ava
  + pin

jonas > soil: Ich
  + picture soil.webp | A sack of soil`;

test('a script gives messages with their decorations', () => {
	const [question, answer] = parseConversation(script);
	expect(question).toMatchObject({
		by: 'mara',
		label: 'soil',
		text: 'Who has soil?\nAny soil.',
		reactions: [{ sign: '👍', by: ['jonas', 'ava'] }],
		pinned: true
	});
	expect(answer).toMatchObject({
		by: 'jonas',
		replyTo: 'soil',
		picture: { file: 'soil.webp', alt: 'A sack of soil' }
	});
});

test('messages follow each other within their scene', () => {
	const [first, second] = parseConversation(script);
	expect(first?.ago).toBeLessThan(26 * 3600);
	expect(second?.ago).toBeLessThan(first?.ago ?? 0);
});

test.each([
	'mara: before any scene',
	'== soon ago',
	'== 1h ago\nmara > nothing: hi',
	'== 1h ago\n  nonsense'
])('%j is refused with its line', (text) => expect(() => parseConversation(text)).toThrow(/^Line \d+/));

describe('the scripts that are shipped', () => {
	const folder = 'dev/demo/conversations';
	test.each(readdirSync(folder))('%s is understood and names only people who exist', (file) => {
		const messages = parseConversation(readFileSync(`${folder}/${file}`, 'utf8'));
		expect(messages.length).toBeGreaterThan(10);
		for (const { by, reactions } of messages) {
			for (const handle of [by, ...reactions.flatMap((reaction) => reaction.by)]) personOf(handle);
		}
	});
});
