import type { GroupMetadata } from './group-metadata.ts';

/** A group with those below it. */
export interface GroupTreeNode {
	readonly group: GroupMetadata;
	readonly children: GroupTreeNode[];
}

/**
 * The groups of one relay as a tree (NIP-29, subgroups). Every group is in it once: one whose parent is not there is
 * a root, and where parents lead in a circle the first group met stands on top. Children come in the order their
 * parent lists them, the rest after that in the order given.
 */
export function buildGroupTree(groups: readonly GroupMetadata[]): GroupTreeNode[] {
	const nodes = new Map<string, GroupTreeNode>(groups.map((group) => [group.id, { group, children: [] }]));
	const circular = findCircleTops(nodes);
	const roots: GroupTreeNode[] = [];
	for (const node of nodes.values()) {
		const parent = circular.has(node) ? undefined : parentOf(node, nodes);
		(parent?.children ?? roots).push(node);
	}
	for (const node of nodes.values()) sortChildren(node);
	return roots;
}

/** The groups to cut loose so that no way up is endless: in each circle the one that is met first. */
function findCircleTops(nodes: ReadonlyMap<string, GroupTreeNode>): Set<GroupTreeNode> {
	const tops = new Set<GroupTreeNode>();
	const seenFrom = new Map<GroupTreeNode, GroupTreeNode>();
	for (const start of nodes.values()) {
		let node: GroupTreeNode | undefined = start;
		while (node && !seenFrom.has(node)) {
			seenFrom.set(node, start);
			node = parentOf(node, nodes);
		}
		if (node && seenFrom.get(node) === start) tops.add(node);
	}
	return tops;
}

function parentOf(node: GroupTreeNode, nodes: ReadonlyMap<string, GroupTreeNode>): GroupTreeNode | undefined {
	return node.group.parent === undefined ? undefined : nodes.get(node.group.parent);
}

function sortChildren(node: GroupTreeNode): void {
	const place = new Map(node.group.children.map((id, index) => [id, index]));
	const placeOf = (child: GroupTreeNode): number => place.get(child.group.id) ?? place.size;
	node.children.sort((a, b) => placeOf(a) - placeOf(b));
}
