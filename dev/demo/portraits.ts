/** Portraits of the demo's people: flat, friendly, and nobody in particular. */

interface Look {
	/** Background, two colours of a gradient. */
	wall: readonly [string, string];
	skin: string;
	hair: string;
	shirt: string;
	cut: 'bun' | 'short' | 'curls' | 'long' | 'bald' | 'cap' | 'bob';
	glasses?: boolean;
	beard?: boolean;
}

const looks: Readonly<Record<string, Look>> = {
	mara: { wall: ['#e7b49a', '#b5654a'], skin: '#f0c8a8', hair: '#5b2f1e', shirt: '#3d6b4f', cut: 'bun' },
	jonas: {
		wall: ['#9fc3d8', '#3f7694'],
		skin: '#f3d3b8',
		hair: '#c9a15a',
		shirt: '#24455c',
		cut: 'short',
		beard: true
	},
	ava: { wall: ['#d9b3d6', '#7d4f86'], skin: '#8a5638', hair: '#1f1513', shirt: '#d8a13c', cut: 'curls' },
	ilse: {
		wall: ['#f3d9a4', '#d9925a'],
		skin: '#f6d9c4',
		hair: '#d7d2cb',
		shirt: '#a23f36',
		cut: 'bob',
		glasses: true
	},
	ode: {
		wall: ['#b7d3b0', '#517f58'],
		skin: '#f1cfb4',
		hair: '#8e8a86',
		shirt: '#5a4a78',
		cut: 'long',
		glasses: true
	},
	piet: {
		wall: ['#c8bfb2', '#7c6a58'],
		skin: '#e9bf9d',
		hair: '#3a3029',
		shirt: '#4b5a66',
		cut: 'cap',
		beard: true
	},
	yusuf: {
		wall: ['#a8d1cb', '#2f7d78'],
		skin: '#c68f66',
		hair: '#2a211d',
		shirt: '#7a2f3b',
		cut: 'bald',
		beard: true
	},
	lucia: { wall: ['#f2b8ae', '#c2524f'], skin: '#dba47c', hair: '#241a18', shirt: '#2e5f8a', cut: 'long' },
	tomas: { wall: ['#b9bfe0', '#545fa3'], skin: '#d39a72', hair: '#30221c', shirt: '#e0d3b8', cut: 'curls' }
};

function hairBehind({ cut, hair }: Look): string {
	if (cut === 'long') return `<path d="M66 118c0-64 124-64 124 0l8 88H58z" fill="${hair}"/>`;
	if (cut === 'bob') return `<path d="M66 118c0-62 124-62 124 0v44c0 14-124 14-124 0z" fill="${hair}"/>`;
	if (cut === 'bun') return `<circle cx="128" cy="44" r="24" fill="${hair}"/>`;
	if (cut !== 'curls') return '';
	const curls = Array.from({ length: 9 }, (_, index) => {
		const angle = Math.PI + (index * Math.PI) / 8;
		return `<circle cx="${128 + Math.cos(angle) * 54}" cy="${104 + Math.sin(angle) * 50}" r="24"/>`;
	});
	return `<g fill="${hair}">${curls.join('')}</g>`;
}

function hairInFront({ cut, hair, shirt }: Look): string {
	if (cut === 'bald') return '';
	if (cut === 'cap') {
		return `<path d="M74 92c2-56 106-56 108 0z" fill="${shirt}"/><path d="M70 90h120c10 0 12 12 0 12H72c-8 0-10-12-2-12z" fill="${hair}"/>`;
	}
	return `<path d="M76 108c0-66 104-66 104 0-14-10-20-26-26-30-18 14-52 12-62 4-8 6-10 16-16 26z" fill="${hair}"/>`;
}

/** The portrait as an SVG of 256 by 256; undefined for somebody who has none. */
export function portraitOf(handle: string): string | undefined {
	const look = looks[handle];
	if (!look) return undefined;
	const { wall, skin, hair, shirt, beard, glasses } = look;
	const chin = beard
		? `<path d="M82 124c4 60 88 60 92 0-8 18-20 22-46 22s-38-4-46-22z" fill="${hair}"/>`
		: '';
	const lenses = glasses
		? '<g fill="none" stroke="#2d2926" stroke-width="4"><circle cx="107" cy="114" r="15"/><circle cx="149" cy="114" r="15"/><path d="M122 112h12"/></g>'
		: '';
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256">
<defs><linearGradient id="w" x2="0.4" y2="1"><stop stop-color="${wall[0]}"/><stop offset="1" stop-color="${wall[1]}"/></linearGradient></defs>
<path d="M0 0h256v256H0z" fill="url(#w)"/>
${hairBehind(look)}
<path d="M108 150h40v44h-40z" fill="${skin}"/><path d="M108 164c10 12 30 12 40 0v12c-12 10-28 10-40 0z" opacity=".16"/>
<path d="M34 262c4-58 40-76 94-76s90 18 94 76z" fill="${shirt}"/>
<ellipse cx="128" cy="116" rx="48" ry="56" fill="${skin}"/>
${chin}${hairInFront(look)}
<g fill="#2d2926"><circle cx="108" cy="114" r="5"/><circle cx="148" cy="114" r="5"/></g>
<path d="M112 ${beard ? 148 : 140}c8 9 24 9 32 0" fill="none" stroke="${beard ? '#f4e6da' : '#8c4a3a'}" stroke-width="5" stroke-linecap="round"/>
${lenses}</svg>`;
}
