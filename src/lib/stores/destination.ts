/** Where the view is to stand. A new object each time it is to go there. */
export interface Destination {
	/** The key of a row; undefined: the end of the conversation. */
	readonly key?: string;
	/** Where on the screen that row comes to stand. */
	readonly align: 'start' | 'center' | 'end';
	/** Somebody asked for exactly this message. */
	readonly marked?: boolean;
}
