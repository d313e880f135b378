import { expect, onTestFinished, test, vi } from 'vitest';
import { ChangeFeed } from './change-feed.ts';

function openFeed(shared?: boolean): ChangeFeed {
	const feed = new ChangeFeed(shared);
	onTestFinished(() => feed.close());
	return feed;
}

test('a change is told to those who watch its topic, until they stop', () => {
	const feed = openFeed(false);
	const [one, other] = [vi.fn(), vi.fn()];
	const stop = feed.watch('a', one);
	feed.watch('b', other);
	feed.notify('a', 'c');
	stop();
	stop();
	feed.notify('a');
	expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 0]);
});

test('a change reaches the other tabs, and not twice the own one', async () => {
	const topic = crypto.randomUUID();
	const [here, there, alone] = [openFeed(), openFeed(), openFeed(false)];
	const [own, far, none] = [vi.fn(), vi.fn(), vi.fn()];
	here.watch(topic, own);
	alone.watch(topic, none);
	const arrived = new Promise<void>((resolve) => there.watch(topic, resolve));
	there.watch(topic, far);
	here.notify(topic);
	await arrived;
	expect([own.mock.calls.length, far.mock.calls.length, none.mock.calls.length]).toEqual([1, 1, 0]);
});

test('a change made in a worker is told here', async () => {
	const topic = crypto.randomUUID();
	const feed = openFeed();
	const arrived = new Promise<void>((resolve) => feed.watch(topic, resolve));
	const script = `new BroadcastChannel('porch-changes').postMessage([${JSON.stringify(topic)}])`;
	const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
	const worker = new Worker(url);
	onTestFinished(() => (worker.terminate(), URL.revokeObjectURL(url)));
	await arrived;
});

test('one watcher that fails does not silence the others, nor does nonsense on the channel', async () => {
	const topic = crypto.randomUUID();
	const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
	onTestFinished(() => warn.mockRestore());
	const feed = openFeed();
	const channel = new BroadcastChannel('porch-changes');
	onTestFinished(() => channel.close());
	feed.watch(topic, () => {
		throw new Error('broken screen');
	});
	const arrived = new Promise<void>((resolve) => feed.watch(topic, resolve));
	for (const nonsense of [null, 7, 'text', { length: 1 }, [7, null, [topic]]]) channel.postMessage(nonsense);
	channel.postMessage([topic]);
	await arrived;
	expect(warn).toHaveBeenCalledOnce();
});

test('a closed feed is silent', () => {
	const feed = new ChangeFeed(false);
	const told = vi.fn();
	feed.watch('a', told);
	feed.close();
	feed.notify('a');
	expect(told).not.toHaveBeenCalled();
});

test('where the browser refuses a channel, this page is still told', () => {
	const refuse = vi.fn(function () {
		throw new DOMException('The operation is insecure.', 'SecurityError');
	});
	vi.stubGlobal('BroadcastChannel', refuse);
	onTestFinished(() => void vi.unstubAllGlobals());
	const feed = openFeed();
	const watcher = vi.fn();
	feed.watch('a', watcher);
	feed.notify('a');
	expect(refuse).toHaveBeenCalledTimes(1);
	expect(watcher).toHaveBeenCalledTimes(1);
});
