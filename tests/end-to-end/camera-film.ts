/** What a camera sees, for a browser that plays a file instead of one. */
import { writeFile } from 'node:fs/promises';
import qrcode from 'qrcode-generator';

const [width, height, module] = [640, 480, 8];
/** Of the light that comes back: grey paper, and ink that is not quite black. */
const [paper, ink] = [205, 45];

function drawn(text: string) {
	const code = qrcode(0, 'M');
	code.addData(text);
	code.make();
	return code;
}

/** How light each pixel of a code is that is held before the camera, a little turned. */
function photograph(text: string): Uint8Array {
	const code = drawn(text);
	const count = code.getModuleCount();
	const [cos, sin, half] = [Math.cos(0.1), Math.sin(0.1), (count * module) / 2];
	return Uint8Array.from({ length: width * height }, (_, at) => {
		const [x, y] = [(at % width) - width / 2, Math.floor(at / width) - height / 2];
		const column = Math.floor((x * cos + y * sin + half) / module);
		const row = Math.floor((y * cos - x * sin + half) / module);
		const isInside = Math.min(row, column) >= 0 && Math.max(row, column) < count;
		return isInside && code.isDark(row, column) ? ink : paper;
	});
}

/** Writes a film (YUV4MPEG2) in which a code is held before the camera, for as long as it is played. */
export async function writeFilm(file: string, text: string): Promise<void> {
	const head = `YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`;
	const colourless = new Uint8Array((width * height) / 2).fill(128);
	const frame = [Buffer.from('FRAME\n'), photograph(text), colourless];
	await writeFile(file, Buffer.concat([Buffer.from(head), ...frame, ...frame]));
}

/** The same as a picture that somebody kept (GIF). */
export function pictureOf(text: string): Buffer {
	return Buffer.from(
		drawn(text)
			.createDataURL(module, 4 * module)
			.replace(/^.*,/, ''),
		'base64'
	);
}
