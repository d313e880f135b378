import { AppError } from '../app-error.ts';
import { encodeBlurhash } from '../protocol/blurhash.ts';
import { hexOf } from '../protocol/hex.ts';
import type { PictureFacts } from '../protocol/imeta.ts';
import { bareMovingGif } from './moving-gif.ts';
import { headerBytes, readPictureHeader, type PictureFormat } from './picture-header.ts';

/** A picture as it will be uploaded. */
export interface PreparedPicture extends PictureFacts {
	readonly bytes: Blob;
}

/** Pixels of the longer side. */
export const longestSide = 2048;
/** Pixels: four bytes each while it is taken apart, which is what a phone's memory can spare. */
export const mostPixels = 64_000_000;
/** Bytes. */
export const mostBytes = 60_000_000;
/** Above this a GIF that moves stands still; bytes. */
const mostMovingBytes = 10_000_000;
/** Above this a lossless picture becomes a JPEG, where the browser writes no WebP; bytes. */
const losslessBytes = 1_500_000;
/** Pixels on a side: all that a blurhash tells. */
const thumbnailSide = 32;
/** Of these a camera makes photos, without anything to see through. */
const opaque: readonly PictureFormat[] = ['jpeg', 'heic'];

/**
 * Makes of a file what may be sent: upright, at most {@link longestSide} on a side, and drawn anew, so that nothing
 * but its pixels goes along: no place, no time, no camera. A GIF that moves is not drawn, but taken apart. Rejects with
 * `picture-empty`, `picture-unreadable`, `picture-heic` (this browser cannot read it) and `picture-too-large`.
 */
export async function preparePicture(file: Blob): Promise<PreparedPicture> {
	if (file.size === 0) throw new AppError('picture-empty', 'never');
	if (file.size > mostBytes) throw new AppError('picture-too-large', 'never');
	const { format, pixels } = await look(file);
	const bitmap = await decode(file, format, pixels);
	try {
		const moving = format === 'gif' ? await bareMoving(file, bitmap) : undefined;
		const bytes = moving ?? (await encode(draw(bitmap, longestSide), format));
		const { width, height } = scaled(bitmap, longestSide);
		const blurhash = encodeBlurhash(pixelsOf(draw(bitmap, thumbnailSide)));
		return { bytes, type: bytes.type, hash: await hashOf(bytes), size: bytes.size, width, height, blurhash };
	} finally {
		bitmap.close();
	}
}

/** What the file is, before anything large is made of it. A file may be gone by now, or be a folder. */
async function look(file: Blob): Promise<{ format: PictureFormat; pixels: number }> {
	let start: ArrayBuffer;
	try {
		start = await file.slice(0, headerBytes).arrayBuffer();
	} catch (cause) {
		throw new AppError('picture-unreadable', 'never', { cause });
	}
	const header = readPictureHeader(new Uint8Array(start));
	if (!header) throw new AppError('picture-unreadable', 'never');
	const { format, width = 0, height = 0 } = header;
	if (width * height > mostPixels) throw new AppError('picture-too-large', 'never');
	return { format, pixels: width * height };
}

async function decode(file: Blob, format: PictureFormat, pixels: number): Promise<ImageBitmap> {
	try {
		// As the camera was held; the new file has no note about it.
		const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
		if (bitmap.width * bitmap.height <= mostPixels) return bitmap;
		bitmap.close();
	} catch (cause) {
		if (format === 'heic') throw new AppError('picture-heic', 'never', { cause });
		// A whole one of that size may be more than this device has room for.
		const isLarge = pixels > mostPixels / 4;
		throw new AppError(isLarge ? 'picture-too-large' : 'picture-unreadable', 'never', { cause });
	}
	throw new AppError('picture-too-large', 'never');
}

/** Undefined for what stands still, and for what is too large to go as it is. */
async function bareMoving(file: Blob, { width, height }: ImageBitmap): Promise<Blob | undefined> {
	if (file.size > mostMovingBytes || Math.max(width, height) > longestSide) return undefined;
	const bare = bareMovingGif(new Uint8Array(await file.arrayBuffer()));
	return bare && new Blob([bare], { type: 'image/gif' });
}

function scaled({ width, height }: ImageBitmap, side: number): { width: number; height: number } {
	const share = Math.min(1, side / Math.max(width, height));
	return { width: Math.max(1, Math.round(width * share)), height: Math.max(1, Math.round(height * share)) };
}

function draw(bitmap: ImageBitmap, side: number): OffscreenCanvas {
	const { width, height } = scaled(bitmap, side);
	const canvas = new OffscreenCanvas(width, height);
	const context = contextOf(canvas);
	context.imageSmoothingQuality = 'high';
	context.drawImage(bitmap, 0, 0, width, height);
	return canvas;
}

/** Photos as JPEG, all else as WebP; where the browser writes none (WebKit), it hands out a PNG instead. */
async function encode(canvas: OffscreenCanvas, format: PictureFormat): Promise<Blob> {
	if (opaque.includes(format)) return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
	const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.9 });
	if (blob.type === 'image/webp' || blob.size < losslessBytes) return blob;
	const context = contextOf(canvas);
	context.globalCompositeOperation = 'destination-over';
	context.fillStyle = '#fff';
	context.fillRect(0, 0, canvas.width, canvas.height);
	return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}

function pixelsOf(canvas: OffscreenCanvas): ImageData {
	return contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
	const context = canvas.getContext('2d');
	if (!context) throw new AppError('picture-too-large', 'never'); // no memory for it
	return context;
}

async function hashOf(bytes: Blob): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer());
	return hexOf(new Uint8Array(digest));
}
