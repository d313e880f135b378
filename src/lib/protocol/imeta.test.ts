import { expect, test } from 'vitest';
import { eventOf, hexOf } from '../../../tests/fixtures/events.ts';
import { buildChatMessage, parseChatMessage } from './chat-message.ts';
import { attachPictures, buildImeta, type PublicPicture } from './imeta.ts';

function pictureOf(parts: Partial<PublicPicture> = {}): PublicPicture {
	const hash = hexOf('plums');
	return {
		url: `https://media.example/${hash}.jpg`,
		type: 'image/jpeg',
		hash,
		size: 1234,
		width: 2048,
		height: 1536,
		...parts
	};
}

test('the tag says what a picture is', () => {
	const { url, hash } = pictureOf();
	const tag = buildImeta(pictureOf({ blurhash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj', alt: ' Two\n buckets ' }));
	expect(tag).toEqual([
		'imeta',
		`url ${url}`,
		'm image/jpeg',
		`x ${hash}`,
		'size 1234',
		'dim 2048x1536',
		'blurhash LEHV6nWB2yk8pyo0adR*.7kCMdnj',
		'alt Two buckets'
	]);
	expect(buildImeta(pictureOf({ alt: '  ' }))).toHaveLength(6);
});

const two = [pictureOf(), pictureOf({ url: 'https://media.example/b.png' })];
test.each([
	['Plums!', two, `Plums!\n${two[0]?.url}\n${two[1]?.url}`],
	['Plums! \n\n', two.slice(0, 1), `Plums!\n${two[0]?.url}`],
	['', two.slice(0, 1), two[0]?.url],
	['Plums! ', [], 'Plums! ']
])('%j with pictures has their addresses below', (text, pictures, content) => {
	const draft = attachPictures({ kind: 9, content: text, tags: [['h', 'garden']] }, pictures);
	expect(draft.content).toBe(content);
	expect(draft.tags.map(([name]) => name)).toEqual(['h', ...pictures.map(() => 'imeta')]);
});

test('what is attached is read again as it was', () => {
	const replyTo = eventOf({ content: 'Who wants plums?' });
	const picture = pictureOf({ blurhash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj', alt: 'Two buckets of plums' });
	const draft = buildChatMessage({ group: 'garden', text: '', replyTo, relay: 'wss://a.example' });
	const parsed = parseChatMessage(eventOf(attachPictures(draft, [picture])));
	const { url, width, height, blurhash, alt, hash } = picture;
	expect(parsed?.pictures).toEqual([{ url, width, height, blurhash, alt, hash }]);
	expect(parsed?.replyTo?.id).toBe(replyTo.id);
	expect(parsed?.text).toBe(url);
});
