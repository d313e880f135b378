import { createContext } from 'svelte';
import type { Group } from './group.svelte';

const [read, provide] = createContext<() => Group | undefined>();

/** Hands the group of the route down; a function, because the route's parameters change. */
export const provideGroup = provide;

/** The group of the route. Only used below the route's layout, which shows its children for a group only. */
export function useGroup(): Group {
	const group = read()();
	if (!group) throw new Error('useGroup is for components below [relay]/[group]');
	return group;
}
