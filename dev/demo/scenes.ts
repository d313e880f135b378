/** The pictures people in the demo send, and the faces of its groups. Drawn, so that nobody's photograph is in here. */

function scene(width: number, height: number, defs: string, body: string): string {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><defs>${defs}</defs>${body}</svg>`;
}

function gradient(id: string, ...colours: string[]): string {
	const stops = colours.map(
		(colour, index) => `<stop offset="${index / (colours.length - 1)}" stop-color="${colour}"/>`
	);
	return `<linearGradient id="${id}" x2="0" y2="1">${stops.join('')}</linearGradient>`;
}

/** Places that look scattered and are the same every time. */
function scatter<T>(count: number, place: (index: number, a: number, b: number) => T): T[] {
	const fraction = (value: number): number => value - Math.floor(value);
	return Array.from({ length: count }, (_, index) => {
		return place(
			index,
			fraction(Math.sin(index * 12.9898) * 43758.5453),
			fraction(Math.sin(index * 78.233) * 12543.123)
		);
	});
}

function canal(): string {
	const trees = scatter(14, (index, a, b) => {
		const left = index % 2 === 0;
		const depth = index / 14;
		const x = left ? 30 + depth * 330 + a * 30 : 930 - depth * 330 - a * 30;
		const tall = (1 - depth) * 240 + 70 + b * 30;
		const base = 430 - depth * 60;
		const branches = [0.45, 0.6, 0.75].map((at, side) => {
			const y = base - tall * at;
			const reach = (side % 2 === 0 ? 1 : -1) * tall * 0.2;
			return `<path d="M${x} ${y}q${reach / 2} -8 ${reach} ${-tall * 0.18}"/>`;
		});
		return `<g stroke="#3b2b33" stroke-width="${3 + (1 - depth) * 6}" fill="none" stroke-linecap="round"><path d="M${x} ${base}V${base - tall}"/>${branches.join('')}</g>`;
	});
	const ripples = scatter(26, (_, a, b) => {
		const y = 385 + b * 240;
		return `<path d="M${400 + a * 160 - b * 120} ${y}h${30 + b * 90}" stroke="#ffe9c4" stroke-opacity=".5" stroke-width="3"/>`;
	});
	const wheel = (x: number): string =>
		`<circle cx="${x}" cy="520" r="52"/><path d="M${x - 52} 520h104M${x} 468v104"/>`;
	return scene(
		960,
		640,
		gradient('sky', '#33436b', '#a7748a', '#f0a074', '#ffd59a') +
			gradient('water', '#f2b184', '#7c6a86', '#3a4565'),
		`<path d="M0 0h960v400H0z" fill="url(#sky)"/><circle cx="480" cy="352" r="54" fill="#fff0c9"/>
<path d="M0 372h960v30H0z" fill="#57445a"/><path d="M440 376h80l240 264H200z" fill="url(#water)"/>
<path d="M0 398l440-22L200 640H0zM960 398l-440-22 240 264h200z" fill="#41473f"/>${ripples.join('')}${trees.join('')}
<path d="M560 470h400" stroke="#2a2430" stroke-width="9"/><path d="M620 470v120M760 470v150M900 470v170" stroke="#2a2430" stroke-width="7"/>
<g fill="none" stroke="#17141b" stroke-width="6" stroke-linecap="round">${wheel(690)}${wheel(850)}<path d="M690 520l52-78 62 78h-62l-30-78h-26M742 442h76l32 78M818 442l-12-34h30M804 520l14-78"/></g>`
	);
}

function tomatoes(): string {
	const fruit = scatter(34, (index, a, b) => {
		const x = 200 + a * 560;
		const y = 250 + (index / 34) * 190 + b * 20;
		const colour = index % 3 === 1 ? '#efb43a' : index % 5 === 0 ? '#e26a34' : '#cf3b2c';
		return `<g transform="translate(${x} ${y})"><ellipse rx="44" ry="39" fill="${colour}"/><ellipse cx="-14" cy="-14" rx="12" ry="8" fill="#fff" opacity=".35"/><path d="M-14-34q14 8 28 0-6 12-14 12t-14-12z" fill="#4c7a35"/></g>`;
	});
	return scene(
		960,
		640,
		gradient('wall', '#dfe6d2', '#b9c9a8') + gradient('wood', '#b98a58', '#8e6238'),
		`<path d="M0 0h960v420H0z" fill="url(#wall)"/><path d="M0 400h960v240H0z" fill="#7d8f67"/>
<path d="M0 470h960v170H0z" fill="#a87d52"/><path d="M0 470h960M0 530h960M0 590h960" stroke="#8a6340" stroke-width="4"/>
<path d="M150 260h660v230H150z" fill="#5f4227"/>${fruit.join('')}
<path d="M130 380h700v52H130zM130 446h700v52H130z" fill="url(#wood)"/><path d="M130 250h44v260h-44zM786 250h44v260h-44z" fill="#9c7044"/>
<g fill="#6d4a28"><circle cx="152" cy="406" r="6"/><circle cx="152" cy="472" r="6"/><circle cx="808" cy="406" r="6"/><circle cx="808" cy="472" r="6"/></g>`
	);
}

function frost(): string {
	const leaf = (x: number, y: number, size: number, turn: number): string =>
		`<g transform="translate(${x} ${y}) rotate(${turn}) scale(${size})"><path d="M0 0C-90-40-110-150 0-230 110-150 90-40 0 0z" fill="#5d8a6a"/>
<path d="M0 0C-90-40-110-150 0-230 110-150 90-40 0 0z" fill="none" stroke="#eef6f6" stroke-width="9" stroke-dasharray="2 9" stroke-linecap="round"/>
<path d="M0-6V-205M0-60l-44-40M0-60l44-40M0-110l-48-44M0-110l48-44M0-160l-30-26M0-160l30-26" stroke="#a8c8b0" stroke-width="6" fill="none"/></g>`;
	const leaves = [-70, -35, 0, 35, 70].map((turn) => leaf(480, 560, 1.6, turn)).join('');
	const inner = [-52, -18, 18, 52].map((turn) => leaf(480, 560, 1.15, turn)).join('');
	const crystals = scatter(
		90,
		(_, a, b) =>
			`<circle cx="${a * 960}" cy="${b * 640}" r="${1 + a * b * 4}" fill="#fff" opacity="${0.25 + b * 0.5}"/>`
	);
	return scene(
		960,
		640,
		gradient('dawn', '#c9d6e2', '#e8d4c4', '#8fa0a2'),
		`<path d="M0 0h960v640H0z" fill="url(#dawn)"/><path d="M0 430q240-50 480 0t480-10v220H0z" fill="#77857a"/>${leaves}${inner}
<circle cx="480" cy="470" r="84" fill="#86b08d"/><path d="M420 470q60-80 120 0M430 500q50-60 100 0" stroke="#d9ebdc" stroke-width="7" fill="none"/>${crystals.join('')}`
	);
}

function library(): string {
	const colours = ['#b5493c', '#d99a3d', '#3f6f8f', '#6b4f86', '#4c7d55', '#c7b79a', '#8a3d5a', '#2f4f4a'];
	const books = (y: number): string =>
		scatter(11, (index, a, b) => {
			const tall = 74 + b * 34;
			return `<path d="M${352 + index * 24} ${y - tall}h${17 + a * 5}v${tall}h-${17 + a * 5}z" fill="${colours[(index * 3 + y) % colours.length]}"/>`;
		}).join('');
	const leaves = scatter(
		60,
		(_, a, b) =>
			`<circle cx="${a * 960}" cy="${b * 200}" r="${24 + a * 36}" fill="${b > 0.5 ? '#7f9a45' : '#a8b052'}" opacity=".85"/>`
	);
	return scene(
		960,
		640,
		gradient('air', '#f3e4c8', '#d9cfae'),
		`<path d="M0 0h960v640H0z" fill="url(#air)"/><path d="M0 500h960v140H0z" fill="#b7a98a"/><path d="M760 0h70l20 520h-110z" fill="#6a5440"/>${leaves.join('')}
<path d="M455 470h50v150h-50z" fill="#5d4a36"/><path d="M300 180L480 96l180 84z" fill="#2d4a38"/><path d="M320 180h320v310H320z" fill="#3e6b4c"/>
<path d="M344 204h272v124H344zM344 348h272v124H344z" fill="#2a2520"/>${books(328)}${books(472)}
<path d="M344 328h272v12H344zM344 472h272v12H344z" fill="#578a66"/><circle cx="600" cy="338" r="7" fill="#e6c26a"/>
<path d="M410 140h140v26H410z" fill="#f3e4c8"/><path d="M424 153h112" stroke="#2d4a38" stroke-width="6" stroke-dasharray="14 6"/>`
	);
}

function table(): string {
	const lanterns = [110, 270, 430, 590, 750, 900].map((x, index) => {
		const y = 120 + Math.sin((x / 960) * Math.PI) * 56;
		return `<g transform="translate(${x} ${y})"><path d="M0-14v14" stroke="#5d4a52"/><circle cy="26" r="62" fill="#ffcf7a" opacity=".22"/><ellipse cy="26" rx="24" ry="28" fill="${['#f7b84f', '#f08a5b', '#f6d58a'][index % 3]}"/></g>`;
	});
	const dishes = scatter(12, (index, a) => {
		const x = 210 + index * 49;
		const colour = ['#c8452f', '#e3a53c', '#7d9a4a', '#f4e6cf'][index % 4];
		return `<ellipse cx="${x}" cy="${432 + a * 34}" rx="30" ry="13" fill="#f6efe4"/><ellipse cx="${x}" cy="${430 + a * 34}" rx="20" ry="8" fill="${colour}"/>`;
	});
	const chairs = [150, 300, 450, 600, 750].map((x, index) => {
		const colour = ['#b5493c', '#3f6f8f', '#d9b25c', '#5d7d55', '#8a5a7a'][index];
		return `<path d="M${x} 600v-110h90v110M${x} 540h90M${x + 20} 490v50M${x + 45} 490v50M${x + 70} 490v50" fill="none" stroke="${colour}" stroke-width="11" stroke-linecap="round"/>`;
	});
	return scene(
		960,
		640,
		gradient('night', '#2b2c52', '#6a4a6e', '#c77a62'),
		`<path d="M0 0h960v640H0z" fill="url(#night)"/><path d="M0 250h150v190H0zM180 210h170v230H180zM380 260h150v180H380zM560 200h180v240H560zM770 240h190v200H770z" fill="#3b2f47"/>
<g fill="#ffcf7a" opacity=".8"><path d="M40 290h30v36H40zM230 250h30v36h-30zM290 320h30v36h-30zM430 300h26v34h-26zM610 250h30v36h-30zM680 310h30v36h-30zM840 290h30v36h-30z"/></g>
<path d="M0 440h960v200H0z" fill="#54445a"/><path d="M-20 90Q480 230 980 90" fill="none" stroke="#5d4a52" stroke-width="4"/>${lanterns.join('')}
<path d="M170 420h620l50 70H120z" fill="#efe4d2"/><path d="M120 490h720v18H120z" fill="#cbb999"/>${dishes.join('')}${chairs.join('')}`
	);
}

function gardenCrest(): string {
	return scene(
		256,
		256,
		gradient('g', '#6fa36a', '#2e6244'),
		`<path d="M0 0h256v256H0z" fill="url(#g)"/><path d="M0 196q128-34 256 0v60H0z" fill="#4a3324"/>
<path d="M128 200c0-50 0-70 0-104" stroke="#e9f0d4" stroke-width="9" stroke-linecap="round"/>
<path d="M128 120c-52 4-66-30-66-50 44-4 66 18 66 50zM128 98c0-40 26-58 62-56 2 36-22 58-62 56z" fill="#e9f0d4"/>`
	);
}

function cyclistsCrest(): string {
	return scene(
		256,
		256,
		gradient('n', '#20264e', '#4a5698'),
		`<path d="M0 0h256v256H0z" fill="url(#n)"/><circle cx="196" cy="58" r="22" fill="#f6e7b8"/><path d="M196 150L256 118v84z" fill="#ffe9a8" opacity=".5"/>
<g fill="none" stroke="#eef0ff" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"><circle cx="76" cy="172" r="40"/><circle cx="184" cy="172" r="40"/>
<path d="M76 172l38-62h56l14 62M114 110l22 62H76M136 172l34-62M104 98h22M170 110l-6-26h22"/></g>`
	);
}

export interface Scene {
	file: string;
	svg: string;
	width: number;
	height: number;
}

/** Every scene, with the size it is stored in. */
export function scenes(): Scene[] {
	const photographs = { canal, tomatoes, frost, library, table };
	const crests = { garden: gardenCrest, cyclists: cyclistsCrest };
	return [
		...Object.entries(photographs).map(([name, draw]) => ({
			file: `${name}.webp`,
			svg: draw(),
			width: 960,
			height: 640
		})),
		...Object.entries(crests).map(([name, draw]) => ({
			file: `${name}.webp`,
			svg: draw(),
			width: 192,
			height: 192
		}))
	];
}
