/**
 * The two people who are always in the demo's live room: `node dev/demo/room-bots.ts <relay> <group>`. A process of
 * its own: encoding must not slow the relay down, and WebRTC is native code. It ends with whoever started it.
 */
import { dispose } from '@livekit/rtc-node';
import { pubkeyOfIdentity } from '../../src/lib/protocol/call-identity.ts';
import { liveGroup } from './groups.ts';
import { personOf } from './people.ts';
import { Speaker } from './speaker.ts';
import type { Figure } from './test-picture.ts';

/** They look a little like their portraits. */
const figures: Readonly<Record<(typeof liveGroup.speakers)[number], Figure>> = {
	ava: {
		wall: [
			[217, 179, 214],
			[125, 79, 134]
		],
		hair: [31, 21, 19],
		skin: [138, 86, 56],
		shirt: [216, 161, 60]
	},
	piet: {
		wall: [
			[200, 191, 178],
			[124, 106, 88]
		],
		hair: [58, 48, 41],
		skin: [233, 191, 157],
		shirt: [75, 90, 102]
	}
};

const [relay, id] = process.argv.slice(2);
if (!relay || !id) throw new Error('Usage: node dev/demo/room-bots.ts <relay> <group>');

const cast = liveGroup.speakers.map((handle) => ({ person: personOf(handle), figure: figures[handle] }));
const own = new Set(cast.map(({ person }) => person.pubkey));
const hasAudience = (identities: readonly string[]): boolean =>
	identities.some((identity) => !own.has(pubkeyOfIdentity(identity) ?? ''));

const speakers = cast.map(
	({ person, figure }, turn) => new Speaker({ relay, id }, person, turn, figure, hasAudience)
);
const stop = (): void => speakers.forEach((speaker) => speaker.stop());
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// The pipe closes when the parent is gone, however it went.
process.stdin.resume().on('close', stop);

await Promise.all(speakers.map((speaker) => speaker.run()));
await dispose();
process.exit(0);
