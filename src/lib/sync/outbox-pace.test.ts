import { expect, test } from 'vitest';
import { createFlush, queue, street as id } from '../../../tests/fixtures/flush-stand.ts';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { createGroup, openDevice, openRelay } from '../../../tests/fixtures/relay-stand.ts';
import { systemClock } from '../clock.ts';
import { kinds } from '../protocol/kinds.ts';

test('what was said in a row without a network all gets in, where half a minute ahead is too much', async () => {
	const me = createPerson();
	let now = systemClock();
	const clock = () => now;
	const pause = (milliseconds: number) => {
		now += milliseconds / 1000;
		return Promise.resolve();
	};
	const relay = await openRelay({ profile: 'relay29', clock });
	createGroup(relay, me, id);
	const device = await openDevice({ people: [me], clock });
	const flush = createFlush(device, [me], { clock, pause });
	const texts = Array.from({ length: 40 }, (_, at) => `word ${at}`);
	for (const text of texts) await queue(device, me, relay.url, text);
	await flush.flush(me.pubkey, { relay: relay.url, id });

	expect(await device.storage.outbox.ofAccount(me.pubkey)).toEqual([]);
	const place = { scope: me.pubkey, relay: relay.url, id };
	const said = await device.storage.cache.newest(place, 50, { kinds: [kinds.chat] });
	expect(said.map(({ content }) => content).reverse()).toEqual(texts);
	expect(new Set(said.map((event) => event.created_at)).size).toBe(texts.length);
});
