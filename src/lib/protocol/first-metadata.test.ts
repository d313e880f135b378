import { expect, test } from 'vitest';
import { buildFirstMetadata } from './first-metadata.ts';

test('first metadata names the group and says both ways what relays that patch need', () => {
	const draft = buildFirstMetadata('g', {
		name: 'Garden',
		flags: { private: false, closed: true, restricted: true, hidden: false },
		livekit: true
	});
	expect(draft).toEqual({
		kind: 9002,
		content: '',
		tags: [['h', 'g'], ['name', 'Garden'], ['public'], ['restricted'], ['closed'], ['livekit']]
	});
});
