export interface DemoGroup {
	readonly id: string;
	readonly name: string;
	readonly about: string;
	/** A file in `pictures/`. */
	readonly picture?: string;
	readonly flags: readonly ('private' | 'restricted' | 'closed' | 'hidden')[];
	readonly livekit: boolean;
	/** Empty for a group that is only a room. */
	readonly supportedKinds?: readonly number[];
	readonly parent?: string;
	/** A code that opens the door for anybody who has it. */
	readonly invite?: string;
	/** Creates the group and is its admin. */
	readonly owner: string;
	readonly moderators: readonly string[];
	readonly members: readonly string[];
	/** The script in `conversations/`, without its ending. */
	readonly script?: string;
	/** This many messages of older small talk before the script. */
	readonly smallTalk?: number;
}

const everybody = 'mara jonas ava ilse theo ode piet nadia yusuf lucia tomas kenji'.split(' ');

/** The group whose room has the talking bots, and the two people they are. */
export const liveGroup = { id: 'garden', speakers: ['ava', 'piet'] } as const;

export const groups: readonly DemoGroup[] = [
	{
		id: 'garden',
		name: 'Garden Collective',
		about:
			'Twelve beds behind the old tram depot. Come by, the gate is open until dark. Talk about anything that grows.',
		picture: 'garden.webp',
		flags: ['restricted'],
		livekit: true,
		owner: 'mara',
		moderators: ['theo'],
		members: 'jonas ava ilse piet yusuf lucia kenji nadia'.split(' '),
		script: 'garden'
	},
	{
		id: 'kitchen-table',
		name: 'Kitchen Table',
		about: 'The flat on the third floor: who cooks, who owes whom for oat milk.',
		flags: ['private', 'restricted', 'closed'],
		livekit: true,
		owner: 'jonas',
		moderators: [],
		members: ['mara', 'nadia', 'piet'],
		script: 'kitchen-table'
	},
	{
		id: 'night-cyclists',
		name: 'Nachtradeln',
		about:
			'Jeden Freitag, wenn die Stadt leise ist. Licht an, Helm auf, niemand wird abgehängt. Einladungen gibt es von Ilse.',
		picture: 'cyclists.webp',
		flags: ['restricted', 'closed'],
		livekit: true,
		invite: 'bruecke-2130',
		owner: 'ilse',
		moderators: ['jonas'],
		members: ['mara', 'piet', 'nadia', 'tomas'],
		script: 'night-cyclists'
	},
	{
		id: 'ode-cumple',
		name: 'Chsss: el cumple de Ode',
		about: 'Sorpresa. Quien se lo cuente a Ode friega los platos hasta Navidad.',
		flags: ['private', 'restricted', 'closed', 'hidden'],
		livekit: false,
		owner: 'lucia',
		moderators: [],
		members: ['tomas', 'mara', 'ava', 'yusuf'],
		script: 'ode-cumple'
	},
	{
		id: 'workbench',
		name: 'The Workbench',
		about: 'No messages, only the room. Come in with something broken and two hands.',
		flags: [],
		livekit: true,
		supportedKinds: [],
		owner: 'piet',
		moderators: [],
		members: ['theo', 'yusuf', 'jonas']
	},
	{
		id: 'linden-street',
		name: 'Linden Street',
		about:
			'Everybody between number 1 and number 48. Lost cats, found gloves, and whose turn it is with the bins.',
		flags: [],
		livekit: false,
		owner: 'theo',
		moderators: ['ode', 'nadia'],
		members: everybody,
		script: 'linden-street',
		smallTalk: 10_000
	},
	{
		id: 'street-library',
		name: 'Street Library',
		about: 'The green box by number 12. Take one, leave one, write a line about it here.',
		picture: 'library.webp',
		flags: [],
		livekit: false,
		parent: 'linden-street',
		owner: 'theo',
		moderators: ['ode'],
		members: ['kenji', 'ava', 'lucia', 'yusuf'],
		script: 'street-library'
	},
	{
		id: 'mesa-larga',
		name: 'Mesa Larga',
		about: 'Cenamos juntos el último domingo del mes, en la calle si no llueve. Trae una silla.',
		picture: 'table.webp',
		flags: [],
		livekit: true,
		parent: 'linden-street',
		owner: 'theo',
		moderators: ['lucia'],
		members: ['tomas', 'mara', 'yusuf', 'ode', 'kenji'],
		script: 'mesa-larga'
	}
];
