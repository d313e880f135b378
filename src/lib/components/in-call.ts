/** The context in which parts of the app learn whether a new page would hang up: `() => boolean`. */
export const inCallKey = Symbol('in call');
