import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { startRelay } from '../../dev/relay/start-relay.ts';
import { buildRelay29 } from '../../dev/relay29/build-relay29.ts';
import { startRelay29 } from '../../dev/relay29/start-relay29.ts';
import { People } from './contract-people.ts';

/** A relay that the contract is checked against, and what it is known to do its own way (all else is the same for all). */
export interface ContractTarget {
	readonly name: string;
	start(): Promise<{ readonly url: string; stop(): Promise<void> }>;
	/** Honours the invite codes of 9009. */
	readonly hasInviteCodes: boolean;
	/** Refuses a message that is two hours late; all refuse late moderation. */
	readonly refusesLateMessages: boolean;
	/** Takes messages of people who are not members where a group is not `restricted`. */
	readonly outsidersWrite: boolean;
	/** Somebody who left may come back by asking. */
	readonly readmits: boolean;
	/** Takes 9008. */
	readonly deletesGroups: boolean;
	/** Knows the flags `restricted` and `hidden`, and other metadata than name, about and picture. */
	readonly hasAllMetadata: boolean;
}

type Traits = Omit<ContractTarget, 'name' | 'start'>;

const nip29: Traits = {
	hasInviteCodes: true,
	refusesLateMessages: true,
	outsidersWrite: true,
	readmits: true,
	deletesGroups: true,
	hasAllMetadata: true
};
const pyramid: Traits = { ...nip29, refusesLateMessages: false, outsidersWrite: false };
/** The real one and the dev relay that imitates it are held to the same. */
const relay29: Traits = {
	hasInviteCodes: false,
	refusesLateMessages: true,
	outsidersWrite: false,
	readmits: false,
	deletesGroups: false,
	hasAllMetadata: false
};

// Real sockets and a real signature for each of many messages, on machines that are busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** The real relay, where there is Go to build it with; `real-relay.test.ts` says so where there is none. */
export const realRelay = await buildRelay29();

const imitations: ContractTarget[] = [
	{ name: 'the dev relay', start: () => startRelay(), ...nip29 },
	{ name: 'the dev relay as pyramid', start: () => startRelay({ profile: 'pyramid' }), ...pyramid },
	{ name: 'the dev relay as relay29', start: () => startRelay({ profile: 'relay29' }), ...relay29 }
];

/** Every relay that the contract is checked against here. */
export const targets: readonly ContractTarget[] = realRelay
	? [...imitations, { name: 'relay29', start: () => startRelay29(realRelay), ...relay29 }]
	: imitations;

/** Runs the relay for the tests of a `describe`, with new people in each of them. */
export function openPeople(target: ContractTarget): People {
	const people = new People();
	let stop: (() => Promise<void>) | undefined;
	beforeAll(async () => {
		const relay = await target.start();
		people.url = relay.url;
		stop = () => relay.stop();
	});
	afterEach(() => people.leave());
	afterAll(() => stop?.());
	return people;
}
