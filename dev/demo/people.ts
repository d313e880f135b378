import { createHash } from 'node:crypto';
import { pubkeyOf } from '../../src/lib/protocol/signature.ts';

export interface DemoPerson {
	/** How scripts call them. */
	readonly handle: string;
	readonly name: string;
	readonly about: string;
	/** A file in `pictures/`; some people have none. */
	readonly picture?: string;
	readonly secretKey: Uint8Array;
	readonly pubkey: string;
}

/** Known to everybody who reads this file, and the same in every demo: never for anything real. */
function demoKey(handle: string): Uint8Array {
	return createHash('sha256').update(`porch demo: ${handle}`).digest();
}

function person(handle: string, name: string, about: string, picture?: string): DemoPerson {
	const secretKey = demoKey(handle);
	return { handle, name, about, picture, secretKey, pubkey: pubkeyOf(secretKey) };
}

/** The people of the demo community, all invented. */
export const people: readonly DemoPerson[] = [
	person(
		'mara',
		'Mara',
		'Tomatoes, mostly. Keeper of the garden key and the list of who has it.',
		'face-mara.webp'
	),
	person('jonas', 'Jonas', 'Fahrräder, Kaffee, schlechte Wortspiele.', 'face-jonas.webp'),
	person('ava', 'Ava Okafor', 'Violin repairs by day, beetroot by evening.', 'face-ava.webp'),
	person('ilse', 'Ilse', 'Frühaufsteherin. Das Licht um sechs gehört mir.', 'face-ilse.webp'),
	person('theo', 'Theo', 'I own a ladder. Yes, you may borrow it.'),
	person('ode', 'Ode', 'Librarian of the smallest library in town: one box, forty books.', 'face-ode.webp'),
	person('piet', 'Piet van der Walle', 'Rust is just metal being honest.', 'face-piet.webp'),
	person('nadia', 'Nadia', 'Night shift at the bakery. If I answer at 4 am, that is why.'),
	person('yusuf', 'Yusuf', 'يوسف. Soup, chess, and fixing radios nobody asked me to fix.', 'face-yusuf.webp'),
	person('lucia', 'Lucía', 'Cocino para ocho aunque seamos tres.', 'face-lucia.webp'),
	person('tomas', 'Tomás', 'Guitarra, fotos, y llegar tarde.', 'face-tomas.webp'),
	person('kenji', '健二 (Kenji)', 'New on Linden Street. Two cats, one of them polite.')
];

/** The person a script means. Throws for a name that is none: a typo in a script. */
export function personOf(handle: string): DemoPerson {
	const found = people.find((candidate) => candidate.handle === handle);
	if (!found) throw new Error(`Nobody in the demo is called "${handle}".`);
	return found;
}
