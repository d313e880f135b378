import { setTimeout as pause } from 'node:timers/promises';
import { composer } from '../end-to-end/people.ts';
import { Dice } from './dice.ts';
import type { FaultDevice } from './fault-device.ts';
import type { FaultHouse } from './fault-house.ts';
import type { FaultLine } from './fault-line.ts';
import type { Picture } from './fault-picture.ts';
import { findWords, saysThatItCannotStore } from './fault-screen.ts';
import { blockStorage, playFull } from './fault-storage.ts';

/** What a fault may use to do harm while somebody says something. */
export interface Scene {
	device: FaultDevice;
	line: FaultLine;
	house: FaultHouse;
	dice: Dice;
	/** What is said along with the words; beside them in the composer, unless it is said in another tab. */
	picture: Picture | undefined;
	/** Taps on what is offered to be tried again, if anything is. */
	tapAgain: () => Promise<void>;
}

/** Says the words, with something going wrong around them. */
type Fault = (scene: Scene, text: string) => Promise<void>;

/** Milliseconds after which a browser may end a service worker. */
const WORKER_LIFE = 30_000;

/** How many messages have a picture, beside those whose picture is the trouble. */
const WITH_PICTURE = 0.08;

/** The faults by name. Each leaves the app running, with everything but a wrong clock in order again. */
export const faults: Record<string, Fault> = {
	none: ({ device }, text) => device.say(text),
	'the line ends before the OK': ({ device, line }, text) => {
		line.await('cut', { echo: text });
		return device.say(text);
	},
	'the line ends after the OK': ({ device, line }, text) => {
		line.await('cut-after');
		return device.say(text);
	},
	'the OK never comes': ({ device, line }, text) => {
		line.await('swallow', { echo: text });
		return device.say(text);
	},
	'no network for a while': async ({ device, line, dice }, text) => {
		line.cut();
		await device.say(text);
		await pause(dice.between(100, 1_500));
		line.restore();
	},
	'the relay is killed': async ({ device, house, dice }, text) => {
		const back = house.kill(dice.between(100, 1_000));
		await pause(dice.between(0, 80));
		await device.say(text);
		await back;
	},
	'the relay is killed between keeping it and the OK': ({ device, house, dice }, text) =>
		house.killBeforeOk(device.group.id, dice.between(100, 1_000), () => device.say(text)),
	'the relay is killed after the OK': ({ device, line, house, dice }, text) => {
		const away = dice.between(100, 1_000);
		line.await('cut-after', { onOk: () => void house.kill(away) });
		return device.say(text);
	},
	'the relay refuses': async ({ device, house, dice, tapAgain }, text) => {
		await house.refuseNext(device.group.id);
		await device.say(text);
		await device.isAnswered(text);
		if (dice.chance() < 0.5) await tapAgain();
	},
	'the picture server refuses': ({ device, house }, text) => {
		house.failUpload(device.pubkey, { status: 503, words: 'moving house' });
		return device.say(text);
	},
	'the picture server ends the line': ({ device, house, dice }, text) => {
		house.failUpload(device.pubkey, { drop: dice.pick(['middle', 'kept']) });
		return device.say(text);
	},
	'the tab dies': async ({ device, dice }, text) => {
		await device.say(text);
		await pause(dice.between(0, 80));
		await device.crash();
		await device.openTab();
	},
	'the tab dies as the OK comes': async ({ device, line }, text) => {
		await composer(device.page).fill(text);
		const crashed = new Promise<void>((resolve) => {
			line.await('cut', { onOk: () => void device.crash().then(resolve), echo: text });
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
		await device.say(text);
		await device.reload();
	},
	'another tab': async ({ device, picture }, text) => {
		if (device.tabs.length < 2) await device.openTab();
		else device.tabs.reverse();
		if (picture) await device.attach(picture);
		await device.say(text);
	},
	'the service worker sends, too': async ({ device }, text) => {
		await device.say(text);
		await device.wakeWorker();
	},
	'the service worker sends alone': async ({ device, line, house, dice, picture }, text) => {
		line.cut();
		await device.say(text);
		await findWords(device.page, text);
		await device.leave();
		line.restore();
		await device.wakeWorker();
		// It uploads nothing.
		if (!picture && dice.chance() < 0.5) await house.hears(device.pubkey, text, WORKER_LIFE);
		await device.openTab();
	},
	'storage is in use': async ({ device, dice }, text) => {
		await blockStorage(device.page, dice.between(300, 2_500));
		await device.say(text);
	},
	'the device is full': async ({ device }, text) => {
		await playFull(device.page, true);
		await device.say(text);
		await saysThatItCannotStore(device.page);
		await playFull(device.page, false);
	},
	'the clock is wrong': async ({ device, dice }, text) => {
		await device.shiftClock(dice.pick([-7_200, -300, -20, 20, 600]));
		await device.restart();
		await device.say(text);
		await device.isAnswered(text);
		await device.shiftClock(0);
		await device.restart();
	},
	'the signer never answers': ({ device }, text) => {
		device.unsigned.add(text);
		return device.say(text);
	}
};

/** What happens around one message. */
export interface Turn {
	fault: string;
	hasPicture: boolean;
	/** For all else that is left to chance in it. */
	dice: Dice;
}

/**
 * Draws it: most of what is said goes well; else every fault that can befall this device is as likely. Drawn from the
 * dice alone, whatever happens meanwhile.
 */
export function drawTurn(dice: Dice, { staysUnlocked }: Pick<FaultDevice, 'staysUnlocked'>): Turn {
	const names = Object.keys(faults).filter(
		(name) =>
			name !== 'none' &&
			(staysUnlocked ? name !== 'the signer never answers' : !name.startsWith('the service worker'))
	);
	const fault = dice.chance() < 0.5 ? 'none' : dice.pick(names);
	const hasPicture = dice.chance() < WITH_PICTURE || fault.startsWith('the picture server');
	return { fault, hasPicture, dice: new Dice(dice.between(0, 2 ** 31)) };
}
