/** Years of a street's small talk, the same every time: readable, varied, and as long as one likes. Pure. */

export interface SmallTalk {
	readonly by: string;
	readonly text: string;
	/** Seconds before now. */
	readonly ago: number;
	/** The index of the message it answers. */
	readonly replyTo?: number;
}

interface Topic {
	readonly openings: readonly string[];
	readonly answers: readonly string[];
	readonly endings: readonly string[];
}

const words: Readonly<Record<string, readonly string[]>> = {
	number: '2 4 7 9 12 15 18 21 24 27 31 36 40 44 47 48'.split(' '),
	day: 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' '),
	time: [
		'before seven',
		'around noon',
		'after five',
		'at dusk',
		'first thing',
		'when the rain stops',
		'by ten'
	],
	thing: [
		'a single red glove',
		'a green umbrella',
		'a tiny shoe',
		'a bicycle lamp',
		'a violin bow',
		'half a chess set',
		'a spoon with initials',
		'a kite',
		'a scarf that smells of cinnamon',
		'a key with a wooden fish'
	],
	tool: [
		'the long ladder',
		'a drill',
		'the wheelbarrow',
		'a plunger',
		'the big pot',
		'a spirit level',
		'a pump',
		'the pruning saw',
		'a sewing machine'
	],
	food: [
		'plum cake',
		'lentil soup',
		'too many pancakes',
		'cinnamon rolls',
		'a suspicious stew',
		'twelve jars of chutney',
		'onion tart',
		'dumplings'
	],
	animal: [
		'the impolite cat',
		'a hedgehog',
		'two magpies',
		'a very small dog',
		'the heron',
		'a fox',
		'somebody’s tortoise'
	],
	weather: ['fog', 'hail', 'that sideways rain', 'real sun', 'the first snow', 'wind from the canal'],
	werkzeug: ['die Leiter', 'die Bohrmaschine', 'den Schubkarren', 'die Luftpumpe', 'den großen Topf'],
	comida: ['croquetas', 'un arroz', 'pan recién hecho', 'sopa', 'una tarta torcida']
};

const topics: readonly Topic[] = [
	{
		openings: [
			'Found in front of number {number}: {thing}. Whose?',
			'Somebody left {thing} on the wall by number {number}',
			'Lost {thing} somewhere between {number} and the tram stop'
		],
		answers: [
			'Not mine, but I have wanted one for years',
			'I think that is from number {number}',
			'Ask the school, everything there loses its twin',
			'Put it on the library box, things find their people there',
			'It was there on {day} already'
		],
		endings: [
			'Found its owner. The owner blushed',
			'It is on the library box now, with a note',
			'Solved. Thank you, street'
		]
	},
	{
		openings: [
			'Can I borrow {tool} on {day}?',
			'Who has {tool}? It was in the shed {time}',
			'{tool}: back in the shed, cleaned, thank you all'
		],
		answers: [
			'Take it, but it squeaks',
			'I have it. Come by {time}',
			'Number {number} had it last',
			'It is where it always is, which is never where you look',
			'Only if you bring it back with a story'
		],
		endings: ['Got it, back by {day}', 'You people are wonderful', 'It is hanging on the hook. ON the hook']
	},
	{
		openings: [
			'There is {food} on the step of number {number}, help yourselves',
			'I made {food} and misjudged the street',
			'Whoever left {food} at my door: marry me'
		],
		answers: [
			'On my way',
			'Save me a plate, I finish late',
			'Is there a version without nuts?',
			'That was gone in four minutes',
			'My children have tracked it by smell'
		],
		endings: [
			'All gone. The plate was returned washed, which is a first',
			'I will make more on {day}',
			'Recipe in the library box, page with the stain'
		]
	},
	{
		openings: [
			'Just saw {animal} in the yard of number {number}',
			'{animal} again. Same wall, same look of contempt',
			'Does {animal} belong to anybody?'
		],
		answers: [
			'It visits us {time}, we call it Gerald',
			'Do not feed it. It has three homes already',
			'I have a photo, but it is mostly leaf',
			'It slept on my bicycle on {day}',
			'My grandmother would have called that a sign'
		],
		endings: ['It has left, on its own terms', 'Gerald sends regards', 'Back tomorrow, I am sure']
	},
	{
		openings: [
			'{weather} since this morning. Anybody else?',
			'They say {weather} on {day}',
			'Watching {weather} from the bakery door. Very grand'
		],
		answers: [
			'Bring the plants in',
			'My windows have opinions about that',
			'Perfect soup weather',
			'I hung out my washing an hour ago, so that is why',
			'It only does this when I wash the bicycle'
		],
		endings: ['And it stopped. Of course it stopped', 'Anyway: tea', 'The street looks like a film now']
	},
	{
		openings: [
			'Water is off at number {number} and above, {time}',
			'The light by number {number} flickers again',
			'The lift in number {number} is thinking about its life'
		],
		answers: [
			'Same here',
			'I called them, they come on {day}',
			'Ours is fine, fill your bottles here',
			'It only needs a firm word and a ladder',
			'I reported it in spring. Of some year'
		],
		endings: ['Back on. Nobody knows why', 'Fixed on {day}, they promise', 'I have learned to love it']
	},
	{
		openings: [
			'Kann mir jemand {werkzeug} leihen?',
			'Wer hat {werkzeug}? Ich frage für einen Schrank',
			'Paket für Nummer {number} liegt bei mir'
		],
		answers: [
			'Steht im Keller, nimm dir',
			'Ich bring es dir gleich hoch',
			'Hatte zuletzt die Vierzehn',
			'Aber bitte nicht wieder für „nur fünf Minuten“',
			'Klingel zweimal, die Glocke ist schüchtern'
		],
		endings: ['Danke! Kuchen folgt', 'Alles wieder an seinem Platz', 'Ihr seid die Besten']
	},
	{
		openings: [
			'He hecho {comida}, sobra para el portal',
			'¿Alguien del {number} tiene sal?',
			'¿De quién es la bici azul del {number}?'
		],
		answers: [
			'¡Voy!',
			'Baja, que está abierto',
			'Mía no, ojalá',
			'Te la dejo en la escalera',
			'Otra vez la bici azul. Ya es de la familia'
		],
		endings: ['Mil gracias, vecinos', 'Resuelto', 'Quedan dos raciones, corred']
	},
	{
		openings: [
			'Chess at the bench {time}? I bring the board with the missing bishop',
			'Choir practice moves to {day}, the room smells of paint',
			'Reading hour at the library box on {day}, bring a blanket'
		],
		answers: [
			'In',
			'I come, but I lose',
			'Can the small ones come too?',
			'A cork makes a fine bishop',
			'Only if somebody explains it to me again',
			'Number {number} will be there, all five of us'
		],
		endings: ['See you there', 'We were eleven and a dog. Lovely', 'Moved to {day}, {weather}']
	}
];

type Random = () => number;

/** Mulberry32: small, good enough, and the same on every machine. */
function randomFrom(seed: number): Random {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let value = Math.imul(state ^ (state >>> 15), 1 | state);
		value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
		return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
	};
}

function pick<T>(random: Random, list: readonly T[]): T {
	const item = list[Math.floor(random() * list.length)];
	if (item === undefined) throw new Error('There is nothing to pick from.');
	return item;
}

function fill(random: Random, template: string): string {
	const text = template.replace(/\{(\w+)\}/g, (_, name: string) => pick(random, words[name] ?? [name]));
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One exchange: somebody opens, others answer, sometimes somebody closes. `first` is the index of its first message. */
function exchange(random: Random, names: readonly string[], first: number): Omit<SmallTalk, 'ago'>[] {
	const topic = pick(random, topics);
	const opener = pick(random, names);
	const talk: Omit<SmallTalk, 'ago'>[] = [{ by: opener, text: fill(random, pick(random, topic.openings)) }];
	const answers = new Set(
		Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(random, topic.answers))
	);
	for (const answer of answers) {
		const by = pick(
			random,
			names.filter((name) => name !== opener && name !== talk.at(-1)?.by)
		);
		talk.push({ by, text: fill(random, answer), ...(random() < 0.2 ? { replyTo: first } : {}) });
	}
	if (random() < 0.6) talk.push({ by: opener, text: fill(random, pick(random, topic.endings)) });
	return talk;
}

/** `count` messages, oldest first, spread between two ages in seconds, in exchanges with silence between them. */
export function smallTalk(
	count: number,
	names: readonly string[],
	oldest: number,
	newest: number
): SmallTalk[] {
	const random = randomFrom(count);
	const talk: Omit<SmallTalk, 'ago'>[] = [];
	const silences: number[] = [];
	while (talk.length < count) {
		const messages = exchange(random, names, talk.length).slice(0, count - talk.length);
		talk.push(...messages);
		// An answer comes within minutes, the next exchange within hours.
		silences.push(...messages.map((_, index) => (index === 0 ? 30 + random() * 90 : 0.2 + random())));
	}
	const pace = (oldest - newest) / silences.reduce((sum, silence) => sum + silence, 0);
	let ago = oldest;
	return talk.map((message, index) => {
		ago -= (silences[index] ?? 0) * pace;
		return { ...message, ago: Math.round(ago) };
	});
}
