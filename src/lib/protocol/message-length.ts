/** Characters that a message may have: more is a document, and relays refuse it, or end the line for it. */
export const longestMessage = 16_000;
