/** What a code is read from: what the camera sees now, or a picture. */
export type CodeSource = HTMLVideoElement | ImageBitmap;

/** What the codes in view say; none, if there are none. */
export type ReadCodes = (source: CodeSource) => Promise<string[]>;

/** The browser's own reader (Shape Detection API): Android and macOS have it. Not in TypeScript's library. */
export interface NativeReader {
	new (options: { formats: string[] }): {
		detect(source: CodeSource): Promise<readonly { readonly rawValue: string }[]>;
	};
	getSupportedFormats(): Promise<readonly string[]>;
}

/** Pixels of the longer side: enough for a code that fills a third of the view, little enough for a slow phone. */
const longestSide = { moment: 960, still: 2048 };

/**
 * How codes are read here: by the browser where it can, else by a decoder that is fetched now. Rejects where that
 * could not be fetched.
 */
export async function openCodeReader(native = nativeReader()): Promise<ReadCodes> {
	if (!native || !(await canRead(native))) return openDecoder();
	const detector = new native({ formats: ['qr_code'] });
	return async (source) => {
		try {
			return (await detector.detect(source)).map(({ rawValue }) => rawValue);
		} catch {
			// On Android it is a part of the system, which may be missing after all.
			return (await openDecoder())(source);
		}
	};
}

function nativeReader(): NativeReader | undefined {
	return (globalThis as { BarcodeDetector?: NativeReader }).BarcodeDetector;
}

async function canRead(native: NativeReader): Promise<boolean> {
	try {
		return (await native.getSupportedFormats()).includes('qr_code');
	} catch {
		return false;
	}
}

async function openDecoder(): Promise<ReadCodes> {
	const { readPixels } = await import('./code-pixels');
	return (source) => {
		const isStill = source instanceof ImageBitmap;
		const pixels = pixelsOf(source, isStill ? longestSide.still : longestSide.moment);
		return Promise.resolve(pixels ? readPixels(pixels, isStill) : []);
	};
}

function pixelsOf(source: CodeSource, side: number): ImageData | undefined {
	const [width, height] =
		source instanceof ImageBitmap ? [source.width, source.height] : [source.videoWidth, source.videoHeight];
	const share = Math.min(1, side / Math.max(width, height));
	const size = { width: Math.round(width * share), height: Math.round(height * share) };
	if (size.width < 1 || size.height < 1) return undefined;
	const context = new OffscreenCanvas(size.width, size.height).getContext('2d', { willReadFrequently: true });
	context?.drawImage(source, 0, 0, size.width, size.height);
	return context?.getImageData(0, 0, size.width, size.height);
}
