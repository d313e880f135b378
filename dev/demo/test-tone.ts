/** Samples a second, as LiveKit likes them. */
export const sampleRate = 48_000;

/** A pentatonic phrase for each speaker: it must be bearable for an hour. */
const phrases = [
	[392, 440, 523.25, 587.33, 523.25, 440],
	[261.63, 329.63, 392, 329.63, 293.66, 261.63]
] as const;
const noteSeconds = 0.5;
const turnSeconds = noteSeconds * 6;

/**
 * What a speaker says at a time: six soft notes, then silence while the other one speaks. 16-bit mono. Silent
 * altogether when nobody listens.
 */
export function soundOf(seconds: number, length: number, turn: number, listened: boolean): Int16Array {
	const samples = new Int16Array(Math.round(length * sampleRate));
	const isMyTurn = Math.floor(seconds / turnSeconds) % phrases.length === turn;
	if (!listened || !isMyTurn) return samples;
	const phrase = phrases[turn % phrases.length] ?? phrases[0];
	for (let index = 0; index < samples.length; index += 1) {
		const at = (seconds + index / sampleRate) % turnSeconds;
		const note = Math.floor(at / noteSeconds);
		const since = at - note * noteSeconds;
		// A plucked string: quick to sound, slow to fade, with a little of its octave.
		const loudness = Math.min(since / 0.015, 1) * Math.exp(-since * 4);
		const phase = 2 * Math.PI * (phrase[note] ?? 0) * since;
		samples[index] = 9000 * loudness * (Math.sin(phase) + 0.25 * Math.sin(2 * phase));
	}
	return samples;
}
