/** The name under which the page asks to be stood in for, and the service worker hears of it (Background Sync). */
export const outboxTag = 'outbox';
