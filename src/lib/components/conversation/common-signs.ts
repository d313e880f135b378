/** The first choice, in the sheet of a message. */
export const quickSigns = ['❤️', '👍', '😂', '😮', '🙏'] as const;

/** A small set to choose from: what people use in groups, not everything there is. The keyboard has the rest. */
export const commonSigns: readonly string[] = [
	...['❤️', '👍', '👎', '😂', '😮', '🙏', '🎉', '🔥', '👀', '💯', '✅', '❓'],
	...['😀', '😊', '😉', '😍', '🤩', '😎', '🤔', '😅', '🙃', '😴', '🤯', '🥳'],
	...['😢', '😭', '😡', '🤝', '👏', '🙌', '💪', '👋', '🫶', '🤞', '👌', '🤷'],
	...['🌅', '🌙', '⭐', '☀️', '🌧️', '❄️', '🌱', '🌻', '🍀', '🐈', '🐕', '🦊'],
	...['☕', '🍵', '🍞', '🍰', '🍕', '🍎', '🚲', '🚆', '🏡', '📚', '🎵', '🎬'],
	...['⏰', '📌', '💡', '🔧', '🎁', '💜', '💚', '💛', '💙', '🧡', '🤍', '🖤']
];
