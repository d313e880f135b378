/** The scripts in `conversations/`: how people in the demo talk, as text that is pleasant to write. Pure. */

export interface ScriptedReaction {
	readonly sign: string;
	readonly by: readonly string[];
}

export interface ScriptedPicture {
	readonly file: string;
	readonly alt: string;
}

export interface ScriptedMessage {
	readonly by: string;
	/** What later messages call this one. */
	readonly label?: string;
	readonly replyTo?: string;
	readonly text: string;
	/** Seconds before now. */
	readonly ago: number;
	readonly picture?: ScriptedPicture;
	readonly reactions: readonly ScriptedReaction[];
	readonly pinned: boolean;
}

interface Draft extends Omit<ScriptedMessage, 'text' | 'reactions'> {
	lines: string[];
	reactions: ScriptedReaction[];
	picture?: ScriptedPicture;
	pinned: boolean;
}

const units: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60 };
const messageLine = /^(\p{L}+)(?: \[(\w+)\])?(?: > (\w+))?: (.+)$/u;

/** `2d 3h` in seconds. */
function parseAge(text: string): number {
	const parts = text.split(' ').map((part) => /^(\d+)([dhm])$/.exec(part));
	return parts.reduce((sum, part) => sum + Number(part?.[1] ?? NaN) * (units[part?.[2] ?? ''] ?? NaN), 0);
}

/** Seconds between two messages of a scene: thinking, and typing the second one. The same every time. */
function pause(text: string, index: number): number {
	return 9 + ((index * 37) % 53) + Math.min(Math.round(text.length / 3), 60);
}

function decorate(message: Draft, text: string): void {
	const [word = '', ...rest] = text.split(' ');
	if (word === 'pin') message.pinned = true;
	else if (word === 'picture') {
		const [file = '', alt = ''] = rest.join(' ').split(' | ');
		message.picture = { file, alt };
	} else if (word === 'link') message.lines.push(rest.join(' '));
	else message.reactions.push({ sign: word, by: rest });
}

/** Reads a script. Throws with the line's number where it says nothing known. */
export function parseConversation(script: string): ScriptedMessage[] {
	const messages: Draft[] = [];
	let ago = NaN;
	let current: Draft | undefined;
	const readLine = (line: string): boolean => {
		if (line.trim() === '' || line.startsWith('#')) return true;
		const scene = /^== (.+) ago$/.exec(line);
		if (scene?.[1]) {
			ago = parseAge(scene[1]);
			return !Number.isNaN(ago);
		}
		const [, mark, rest = ''] = /^ {2}([+|]) (.+)$/.exec(line) ?? [];
		if (mark && current) {
			if (mark === '|') current.lines.push(rest);
			else decorate(current, rest);
			return true;
		}
		const [, by, label, replyTo, text] = messageLine.exec(line) ?? [];
		if (!by || !text || Number.isNaN(ago)) return false;
		if (replyTo && !messages.some((message) => message.label === replyTo)) return false;
		ago = Math.max(ago - pause(text, messages.length), 1);
		current = { by, label, replyTo, ago, lines: [text], reactions: [], pinned: false };
		messages.push(current);
		return true;
	};
	script.split('\n').forEach((line, index) => {
		if (!readLine(line)) throw new Error(`Line ${index + 1} of the script is not understood: ${line}`);
	});
	return messages.map(({ lines, ...message }) => ({ ...message, text: lines.join('\n') }));
}
