import { expect, test } from 'vitest';
import { relayOfParam } from '../paths.ts';
import { hexOf } from '../../../tests/fixtures/events.ts';
import { anyText, seededRandom } from '../../../tests/fixtures/hostile-values.ts';
import {
	groupHue,
	groupKeyText,
	parseRelayUrl,
	personHue,
	relayHost,
	relayHttpUrl,
	sameGroup
} from './group-key.ts';

test.each([
	['groups.example.com', 'wss://groups.example.com'],
	['  Groups.Example.COM/ ', 'wss://groups.example.com'],
	['wss://groups.example.com', 'wss://groups.example.com'],
	['WSS://groups.example.com//', 'wss://groups.example.com'],
	['https://groups.example.com/', 'wss://groups.example.com'],
	['wss://groups.example.com:443', 'wss://groups.example.com'],
	['groups.example.com:8080', 'wss://groups.example.com:8080'],
	['groups.example.com/a/B', 'wss://groups.example.com/a/B'],
	['münchen.example', 'wss://xn--mnchen-3ya.example'],
	['93.184.216.34', 'wss://93.184.216.34'],
	['localhost', 'ws://localhost'],
	['localhost:7777', 'ws://localhost:7777'],
	['ws://localhost:7777', 'ws://localhost:7777'],
	['http://localhost:7777', 'ws://localhost:7777'],
	['wss://localhost:7777', 'wss://localhost:7777'],
	['127.0.0.1:7777', 'ws://127.0.0.1:7777'],
	['[::1]:7777', 'ws://[::1]:7777']
])('%s is the relay %s', (text, relay) => {
	expect(parseRelayUrl(text)).toBe(relay);
	expect(parseRelayUrl(relay)).toBe(relay);
	expect(relayOfParam(relay)).toBe(relay);
});

test.each([
	[''],
	[' '],
	['relay'],
	['wss://'],
	['wss:///path'],
	['ws://groups.example.com'],
	['http://groups.example.com'],
	['javascript:alert(1)'],
	['data:text/html,x'],
	['ftp://groups.example.com'],
	['wss://user:pass@groups.example.com'],
	['user@groups.example.com'],
	['groups.example.com?x=1'],
	['groups.example.com#x'],
	['groups.example.com:99999'],
	['groups example.com'],
	['groups.example.com\\evil'],
	['5'],
	['0x7f.1'],
	['2130706433'],
	['.example'],
	['example.'],
	['wss://wss://groups.example.com'],
	["groups.example.com'id"],
	[`${'a'.repeat(2000)}.example.com`],
	['[2001:db8::1]'],
	['\0.example.com'],
	['\ud800.example.com']
])('%j is no relay', (text) => {
	expect(parseRelayUrl(text)).toBeUndefined();
});

test('no text makes it throw, and what it gives stays the same', () => {
	const random = seededRandom(3);
	for (let round = 0; round < 2000; round += 1) {
		const relay = parseRelayUrl(random() < 0.5 ? anyText(random) : `a.b/${anyText(random)}`);
		if (relay !== undefined) expect(parseRelayUrl(relay)).toBe(relay);
	}
});

test('a relay has a name on screen and an address for requests', () => {
	expect(relayHost('wss://groups.example.com:8080/a/b')).toBe('groups.example.com:8080');
	expect(relayHost('ws://[::1]:7777')).toBe('[::1]:7777');
	expect(relayHttpUrl('wss://groups.example.com/a')).toBe('https://groups.example.com/a');
	expect(relayHttpUrl('ws://localhost:7777')).toBe('http://localhost:7777');
});

test('the same id on two relays is two groups', () => {
	const [here, there] = [
		{ relay: 'wss://a.example', id: 'x' },
		{ relay: 'wss://b.example', id: 'x' }
	];
	expect(sameGroup(here, { ...here })).toBe(true);
	expect(sameGroup(here, there)).toBe(false);
	expect(groupKeyText(here)).toBe("wss://a.example'x");
	expect(groupKeyText(here)).not.toBe(groupKeyText(there));
});

test('hues stay in their range, spread over it, and are the same every time', () => {
	const ids = Array.from({ length: 2000 }, (_, index) => `group-${index}`);
	const hues = new Set(ids.map(groupHue));
	expect(Math.min(...hues)).toBeGreaterThanOrEqual(125);
	expect(Math.max(...hues)).toBeLessThanOrEqual(355);
	expect(hues.size).toBeGreaterThan(220);
	const people = new Set(ids.map((id) => personHue(hexOf(id))));
	expect([...people].every((hue) => Number.isInteger(hue) && hue >= 0 && hue < 360)).toBe(true);
	expect(people.size).toBeGreaterThan(340);
	expect([groupHue(''), groupHue('pizza'), personHue(hexOf('ann'))]).toEqual([
		groupHue(''),
		groupHue('pizza'),
		personHue(hexOf('ann'))
	]);
});
