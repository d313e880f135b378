import type { Plugin } from 'vite';

/** An SVG element as Lucide writes it down: its name and attributes. */
type IconNode = readonly [string, Readonly<Record<string, string>>];

interface IconData {
	readonly name: string;
	readonly node: readonly IconNode[];
}

const iconFile = /\/@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;

function elementOf([name, attributes]: IconNode): string {
	const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
	return `<${name}${written.join('')} />`;
}

/**
 * The same icon as markup. Lucide's component puts its elements together at run time, for every icon on the screen:
 * in a list that scrolls, that is most of a row's work. Here it is cloned as a whole. `size` is the one property; an
 * icon is never all that a button says, so it is hidden from screen readers.
 */
export function staticIcon(source: string): string {
	const data = /const iconData = (\{.*\});/.exec(source)?.[1];
	if (data === undefined) throw new Error('Lucide writes its icons down differently now.');
	const { name, node } = JSON.parse(data) as IconData;
	return `<script>let { size = 24 } = $props();</script>
<svg class="lucide-${name}" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
	stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${node.map(elementOf).join('')}</svg>`;
}

/** Turns Lucide's icons into markup before Svelte compiles them. */
export function iconsPlugin(): Plugin {
	return {
		name: 'porch-icons',
		enforce: 'pre',
		transform: {
			filter: { id: iconFile },
			handler: (source) => ({ code: staticIcon(source), map: null })
		}
	};
}
