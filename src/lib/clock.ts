/** The time in unix seconds, as Nostr stamps it. Passed in, so that tests own it. */
export type Clock = () => number;

/** The device's clock. */
export const systemClock: Clock = () => Math.floor(Date.now() / 1000);
