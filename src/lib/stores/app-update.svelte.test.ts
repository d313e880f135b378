import { expect, test, vi } from 'vitest';
import { AppUpdate, type UpdatePorts } from './app-update.svelte';

function createUpdate(ports: Partial<UpdatePorts> = {}) {
	const reload = vi.fn();
	const renewWorker = vi.fn(() => Promise.resolve());
	const update = new AppUpdate({
		version: '1',
		workerVersion: () => Promise.resolve('1'),
		deployedVersion: () => Promise.resolve('1'),
		renewWorker,
		isFirstTry: () => true,
		reload,
		...ports
	});
	return { update, reload, renewWorker };
}

test.each([
	['2', true],
	['0', true],
	['1', false],
	[undefined, false]
])('beside a worker of version %s, version 1 says that another is ready: %s', async (worker, ready) => {
	const { update, reload } = createUpdate({ workerVersion: () => Promise.resolve(worker) });
	await update.look();
	expect(update).toMatchObject({ ready, urgent: false });
	expect(reload).not.toHaveBeenCalled();
});

test('a part that a deploy removed makes it urgent, once the next start is the new version', async () => {
	const order: string[] = [];
	const { update, reload } = createUpdate({
		deployedVersion: () => Promise.resolve('2'),
		renewWorker: () => (order.push('renewed'), Promise.resolve()),
		isFirstTry: (version) => (order.push(`tried ${version}`), true)
	});
	await update.missPart();
	expect(order).toEqual(['renewed', 'tried 2']);
	expect(update).toMatchObject({ ready: true, urgent: true });
	expect(reload).not.toHaveBeenCalled();
});

test.each([
	['the host cannot be asked', undefined],
	['the host serves this very version', '1']
])('a part that is missing while %s changes nothing', async (_why, deployed) => {
	const { update, renewWorker } = createUpdate({ deployedVersion: () => Promise.resolve(deployed) });
	await update.missPart();
	expect(update).toMatchObject({ ready: false, urgent: false });
	expect(renewWorker).not.toHaveBeenCalled();
});

test('a page that was renewed for a version before does not reload by itself again', async () => {
	const { update } = createUpdate({
		deployedVersion: () => Promise.resolve('2'),
		isFirstTry: () => false
	});
	await update.missPart();
	expect(update).toMatchObject({ ready: true, urgent: false });
});

test('a worker that cannot be installed leaves the page as it is', async () => {
	const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
	const { update } = createUpdate({
		deployedVersion: () => Promise.resolve('2'),
		renewWorker: () => Promise.reject(new TypeError('no'))
	});
	await update.missPart();
	expect(update.ready).toBe(false);
	expect(said).toHaveBeenCalledOnce();
});
