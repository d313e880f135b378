import { groupNoticeTag, accountNoticePrefix } from '$lib/group-notice';
import { locale, directionOf, m } from '$lib/locales/messages';
import { messagePath } from '$lib/paths';
import { parseChatMessage } from '$lib/protocol/chat-message';
import { parseGroupMetadata } from '$lib/protocol/group-metadata';
import { displayName, parseProfile } from '$lib/protocol/profile';
import type { EventCache } from '$lib/storage/event-cache';
import type { Place } from '$lib/storage/place';
import type { ProfileCache } from '$lib/storage/profile-cache';
import type { GroupNews } from '$lib/stores/group-notifier';
import { UNREAD_LIMIT } from '$lib/stores/unread-tally';
import type { NotificationTray } from '$lib/sync/notification-tray';
import { plainWords } from '../conversation/message-pieces';

interface Ports {
	cache: Pick<EventCache, 'groupState'>;
	profiles: Pick<ProfileCache, 'find'>;
	tray: Pick<NotificationTray, 'show'>;
}

/** `renotify` and `timestamp` are in the standard, and not in every list of types. */
type Options = NotificationOptions & { renotify?: boolean; timestamp?: number };

/** Shows what is new in a group, in place of what was shown of it before. All of it is plain text. */
export async function showGroupNotification(ports: Ports, { place, event, count }: GroupNews): Promise<void> {
	const message = parseChatMessage(event);
	if (!message) return;
	const [state, profiles] = await Promise.all([
		ports.cache.groupState(place),
		ports.profiles.find(place.scope, [message.author, ...message.mentions])
	]);
	const nameOf = (pubkey: string): string => {
		const profile = profiles.get(pubkey);
		return displayName(profile && parseProfile(profile), pubkey);
	};
	const group = (state.metadata && parseGroupMetadata(state.metadata)?.name) ?? place.id;
	const said = plainWords(message, nameOf);
	const words = said || (message.pictures.length > 0 ? m.places_picture() : m.notices_something());
	const number = count > UNREAD_LIMIT ? `${UNREAD_LIMIT}+` : `${count}`;
	const options: Options = {
		body: m.notices_said({ name: nameOf(message.author), words }),
		tag: groupNoticeTag(place),
		renotify: true,
		timestamp: message.at * 1000,
		icon: '/icon-192.png',
		badge: '/icon-monochrome-512.png',
		lang: locale,
		dir: directionOf(locale) === 'rtl' ? 'rtl' : 'auto',
		data: messagePath(place, message.id)
	};
	await ports.tray.show(count > 1 ? m.notices_title_count({ group, count: number }) : group, options);
}

/** Takes away the notifications of those of `places` that are read. */
export async function closeReadNotifications(
	tray: Pick<NotificationTray, 'close'>,
	places: readonly Place[],
	isRead: (place: Place) => Promise<boolean>
): Promise<void> {
	const byTag = new Map(places.map((place) => [groupNoticeTag(place), place]));
	await tray.close((tag) => {
		const place = byTag.get(tag);
		return place !== undefined && isRead(place);
	});
}

/** Takes away everything that is shown of an account's groups: it is not in use any more. */
export async function closeAccountNotifications(
	tray: Pick<NotificationTray, 'close'>,
	account: string
): Promise<void> {
	await tray.close((tag) => tag.startsWith(accountNoticePrefix(account)));
}
