import { hasTag, tagValue, type Tagged } from '../../src/lib/protocol/event.ts';
import { flags, type Flag, type Group, type Settings } from './group.ts';
import type { Habits } from './habits.ts';

const textNames = ['name', 'picture', 'banner', 'about'];
/** Words of the opposite of a flag. They say what is so anyway, and are shown only by relays with that habit. */
const opposites: ReadonlyMap<string, Flag> = new Map([
	['public', 'private'],
	['open', 'closed'],
	['visible', 'hidden'],
	['unrestricted', 'restricted'],
	['nonbroadcast', 'broadcast']
]);
/** Tags that belong to the 9002 itself and are not the group's. */
const envelopeNames = new Set(['h', 'd', 'previous', '-', 'expiration', 'nonce', 'client', 'alt']);

type EditHabits = Pick<Habits, 'edit' | 'knownTags' | 'keepsUnknownTags'>;

/** Whether a 9002 says anything about the group that the relay takes note of. */
export function isEmptyEdit(edit: Tagged, habits: EditHabits): boolean {
	const counts = (name: string) =>
		habits.knownTags.has(name) || (habits.edit === 'patch' && opposites.has(name));
	return !groupTags(edit).some(([name = '']) => habits.keepsUnknownTags || counts(name));
}

/** What the group is after this 9002: all of it restated (`put`), or only what is named changed (`patch`). */
export function readSettings(current: Settings, edit: Tagged, habits: EditHabits): Settings {
	const isPatch = habits.edit === 'patch';
	const tags = groupTags(edit);
	const known = { tags: tags.filter(([name = '']) => habits.knownTags.has(name) || opposites.has(name)) };
	const unknown = tags.filter(([name = '']) => !habits.knownTags.has(name) && !opposites.has(name));
	const otherTags = habits.keepsUnknownTags ? unknown : [];
	return {
		texts: readTexts(isPatch ? current.texts : {}, known),
		flags: readFlags(isPatch ? current.flags : new Set(), known),
		livekit: hasTag(known, 'livekit') || (isPatch && current.livekit),
		supportedKinds: readSupportedKinds(known) ?? (isPatch ? current.supportedKinds : undefined),
		parent: tagValue(known, 'parent') || (isPatch ? current.parent : undefined),
		otherTags: isPatch ? mergeTags(current.otherTags, otherTags) : otherTags
	};
}

function groupTags(edit: Tagged): string[][] {
	return edit.tags.filter(([name]) => name && !envelopeNames.has(name));
}

function readTexts(before: Readonly<Record<string, string>>, edit: Tagged): Record<string, string> {
	const texts = new Map(Object.entries(before));
	for (const name of textNames) {
		const value = tagValue(edit, name);
		if (value) texts.set(name, value);
		else if (hasTag(edit, name)) texts.delete(name);
	}
	return Object.fromEntries(texts);
}

function readFlags(before: ReadonlySet<Flag>, edit: Tagged): Set<Flag> {
	const after = new Set(before);
	for (const [opposite, flag] of opposites) if (hasTag(edit, opposite)) after.delete(flag);
	for (const flag of flags) if (hasTag(edit, flag)) after.add(flag);
	return after;
}

function readSupportedKinds(edit: Tagged): number[] | undefined {
	const tag = edit.tags.find(([name]) => name === 'supported_kinds');
	return tag
		?.slice(1)
		.map(Number)
		.filter((kind) => Number.isInteger(kind) && kind >= 0);
}

/** A relay that patches never forgets a tag it does not know: the new one of a name replaces the old. */
function mergeTags(before: readonly string[][], after: readonly string[][]): string[][] {
	const renewed = new Set(after.map(([name]) => name));
	return [...before.filter(([name]) => !renewed.has(name)), ...after];
}

/** The tags of the group's 39000, its `d` first. */
export function settingTags(group: Group, habits: Pick<Habits, 'shownOpposites'>): string[][] {
	const { texts, flags: set, livekit, supportedKinds, parent, otherTags } = group.settings;
	const shown = textNames.flatMap((name) => (texts[name] === undefined ? [] : [[name, texts[name]]]));
	const positive = flags.filter((flag) => set.has(flag)).map((flag) => [flag]);
	const negative = habits.shownOpposites
		.filter((word) => !set.has(opposites.get(word) ?? 'private'))
		.map((word) => [word]);
	return [
		['d', group.id],
		...shown,
		...positive,
		...negative,
		...(livekit ? [['livekit']] : []),
		...(supportedKinds ? [['supported_kinds', ...supportedKinds.map(String)]] : []),
		...(parent ? [['parent', parent]] : []),
		...group.children.map((child) => ['child', child]),
		...otherTags
	];
}
