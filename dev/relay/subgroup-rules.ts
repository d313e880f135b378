import { tagValues, type Tagged } from '../../src/lib/protocol/event.ts';
import { findGroup, rankOf, type Group, type Groups } from './group.ts';
import type { Refusal } from './refusals.ts';

/** NIP-29's rules for the `parent` and `child` tags of a 9002 by `author`; undefined when it keeps them. */
export function judgeTree(edit: Tagged, author: string, group: Group, groups: Groups): Refusal | undefined {
	return judgeParent(edit, author, group, groups) ?? judgeChildren(tagValues(edit, 'child'), group.children);
}

function judgeParent(edit: Tagged, author: string, group: Group, groups: Groups): Refusal | undefined {
	const [value, second] = tagValues(edit, 'parent').filter((parent) => parent !== '');
	if (second !== undefined) return { reason: 'many-parents' };
	if (value === undefined) return undefined;
	const parent = findGroup(groups, value);
	if (!parent) return { reason: 'parent-unknown', value };
	if (isWithin(parent, group, groups)) return { reason: 'parent-cycle', value };
	return rankOf(parent, author) ? undefined : { reason: 'parent-foreign', value };
}

/** Whether `group` is `ancestor` or stands somewhere below it. */
function isWithin(group: Group, ancestor: Group, groups: Groups): boolean {
	const seen = new Set<Group>();
	let step: Group | undefined = group;
	while (step && !seen.has(step)) {
		if (step === ancestor) return true;
		seen.add(step);
		step = findGroup(groups, step.settings.parent);
	}
	return false;
}

/** An edit names all children, in the order they shall have, and nothing else. */
function judgeChildren(named: string[], children: readonly string[]): Refusal | undefined {
	const missing = children.find((child) => !named.includes(child));
	if (missing !== undefined) return { reason: 'children-missing', value: missing };
	const unknown = named.find((child, place) => !children.includes(child) || named.indexOf(child) !== place);
	return unknown === undefined ? undefined : { reason: 'children-unknown', value: unknown };
}
