import { decodeQR } from 'qr/decode.js';

/** Milliseconds: a picture that was chosen may be looked at for longer than a moment of the camera. */
const patience = 2000;

/** Looks for a QR code in pixels, on browsers that read none themselves: what it says, or nothing. */
export function readPixels(pixels: ImageData, isStill: boolean): string[] {
	try {
		return [decodeQR(pixels, isStill ? { effort: Infinity, timeLimit: patience } : {})];
	} catch {
		return []; // how it says that there is none
	}
}
