import { composer, say } from '../end-to-end/people.ts';
import type { Dice } from './dice.ts';
import type { FaultDevice } from './fault-device.ts';
import type { FaultHouse } from './fault-house.ts';
import type { FaultLine } from './fault-line.ts';
import { blockStorage, playFull } from './fault-storage.ts';

/** What a fault may use to do harm while somebody says something. */
export interface Scene {
	device: FaultDevice;
	line: FaultLine;
	house: FaultHouse;
	dice: Dice;
}

/** Says the words, with something going wrong around them. */
type Fault = (scene: Scene, text: string) => Promise<void>;

/** Milliseconds after which a browser may end a service worker. */
const WORKER_LIFE = 30_000;

const pause = (milliseconds: number): Promise<void> =>
	new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The faults by name. Each leaves the app running, with everything but a wrong clock in order again. */
export const faults: Record<string, Fault> = {
	none: ({ device }, text) => say(device.page, text),
	'the line ends before the OK': ({ device, line }, text) => {
		line.await('cut');
		return say(device.page, text);
	},
	'the line ends after the OK': ({ device, line }, text) => {
		line.await('cut-after');
		return say(device.page, text);
	},
	'the OK never comes': ({ device, line }, text) => {
		line.await('swallow');
		return say(device.page, text);
	},
	'no network for a while': async ({ device, line, dice }, text) => {
		line.cut();
		await say(device.page, text);
		await pause(dice.between(100, 1_500));
		line.restore();
	},
	'the relay restarts': async ({ device, house, dice }, text) => {
		const restarted = house.restart(dice.between(100, 1_000));
		await say(device.page, text);
		await restarted;
	},
	'the tab dies': async ({ device, dice }, text) => {
		await say(device.page, text);
		await pause(dice.between(0, 80));
		await device.crash();
		await device.openTab();
	},
	'the tab dies as the OK comes': async ({ device, line }, text) => {
		await composer(device.page).fill(text);
		const crashed = new Promise<void>((resolve) => {
			line.await('cut', () => void device.crash().then(resolve));
		});
		const send = device.page.getByRole('button', { name: 'Send' });
		// It may be the OK of something before it: then the tab is gone before the tap, and the words are a draft.
		const answered = send.click().then(() => device.isAnswered(text));
		const unlessGone = answered.catch((cause: unknown) => {
			if (device.tabs.length > 0) throw cause;
			return crashed;
		});
		await Promise.race([crashed, unlessGone]);
		line.await('pass');
		await device.restart();
	},
	'the page is loaded again': async ({ device }, text) => {
		await say(device.page, text);
		await device.page.reload();
	},
	'another tab': async ({ device }, text) => {
		if (device.tabs.length < 2) await device.openTab();
		else device.tabs.reverse();
		await say(device.page, text);
	},
	'the service worker sends, too': async ({ device }, text) => {
		await say(device.page, text);
		await device.wakeWorker();
	},
	'the service worker sends alone': async ({ device, line, house, dice }, text) => {
		line.cut();
		await say(device.page, text);
		await device.find(text);
		await device.leave();
		line.restore();
		await device.wakeWorker();
		if (dice.chance() < 0.5) await house.hears(device.pubkey, text, WORKER_LIFE);
		await device.openTab();
	},
	'storage is in use': async ({ device, dice }, text) => {
		await blockStorage(device.page, dice.between(300, 2_500));
		await say(device.page, text);
	},
	'the device is full': async ({ device }, text) => {
		await playFull(device.page, true);
		await say(device.page, text);
		await device.page.getByRole('alert').first().waitFor();
		await playFull(device.page, false);
	},
	'the clock is wrong': async ({ device, dice }, text) => {
		await device.shiftClock(dice.pick([-7_200, -300, -20, 20, 600]));
		await device.restart();
		await say(device.page, text);
		await device.isAnswered(text);
		await device.shiftClock(0);
		await device.restart();
	},
	'the signer never answers': ({ device }, text) => {
		device.unsigned.add(text);
		return say(device.page, text);
	}
};

/** Most of what is said goes well; else every fault that can befall this device is as likely. */
export function drawFault(dice: Dice, { staysUnlocked }: Pick<FaultDevice, 'staysUnlocked'>): string {
	const names = Object.keys(faults).filter(
		(name) =>
			name !== 'none' &&
			(staysUnlocked ? name !== 'the signer never answers' : !name.startsWith('the service worker'))
	);
	return dice.chance() < 0.5 ? 'none' : dice.pick(names);
}
