import type { Habits } from './habits.ts';

/** How the relay presents itself; NIP-86 can change it at run time. */
export interface Presentation {
	name: string;
	description: string;
	icon?: string;
}

/** The NIP-11 document. */
export function relayDocument(
	presentation: Presentation,
	self: string,
	owner: string | undefined,
	habits: Habits
): object {
	const { name, description, icon } = presentation;
	// Relays from before `self` sign with the key of the `pubkey` field.
	const keys = habits.keyField === 'self' ? { self, ...(owner ? { pubkey: owner } : {}) } : { pubkey: self };
	return {
		name,
		description,
		...(icon ? { icon } : {}),
		...keys,
		supported_nips: habits.supportedNips,
		software: habits.software,
		version: 'porch development relay',
		limitation: {
			max_message_length: 524_288,
			max_subscriptions: 200,
			max_limit: habits.maxLimit,
			max_content_length: habits.maxContent,
			auth_required: habits.authAlways,
			payment_required: false,
			restricted_writes: true
		},
		...(habits.subgroups ? { nip29: { subgroups: true } } : {})
	};
}
