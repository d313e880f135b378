import qrcode from 'qrcode-generator';
import { expect, test, vi } from 'vitest';
import { openCodeReader, type CodeSource, type NativeReader } from './code-reader';

async function drawCode(text: string): Promise<ImageBitmap> {
	const code = qrcode(0, 'M');
	code.addData(text);
	code.make();
	const count = code.getModuleCount();
	const canvas = new OffscreenCanvas((count + 8) * 6, (count + 8) * 6);
	const context = canvas.getContext('2d');
	if (!context) throw new Error('There is no canvas.');
	context.fillStyle = '#fff';
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.fillStyle = '#000';
	for (let at = 0; at < count * count; at += 1) {
		const [row, column] = [Math.floor(at / count), at % count];
		if (code.isDark(row, column)) context.fillRect((column + 4) * 6, (row + 4) * 6, 6, 6);
	}
	return createImageBitmap(canvas);
}

/** Plays a browser that reads codes itself. */
function playNative(formats: string[], detect: (source: CodeSource) => Promise<{ rawValue: string }[]>) {
	const seen = vi.fn(detect);
	const native: NativeReader = class {
		static getSupportedFormats = () => Promise.resolve(formats);
		detect = seen;
	};
	return { native, seen };
}

const invite = 'https://porch.example/relay.example/garden#invite=ladle-42';

test('where the browser reads none, ours does', async () => {
	const read = await openCodeReader(undefined);
	expect(await read(await drawCode(invite))).toEqual([invite]);
});

test('where the browser reads codes, it does it alone', async () => {
	const { native, seen } = playNative(['qr_code'], () => Promise.resolve([{ rawValue: 'as played' }]));
	const picture = await drawCode(invite);
	expect(await (await openCodeReader(native))(picture)).toEqual(['as played']);
	expect(seen).toHaveBeenCalledWith(picture);
});

test('a browser that reads other codes only leaves it to ours', async () => {
	const { native, seen } = playNative(['ean_13'], () => Promise.resolve([{ rawValue: 'as played' }]));
	expect(await (await openCodeReader(native))(await drawCode(invite))).toEqual([invite]);
	expect(seen).not.toHaveBeenCalled();
});

test('a system without its part for codes leaves it to ours', async () => {
	const { native } = playNative(['qr_code'], () => Promise.reject(new DOMException('', 'NotSupportedError')));
	expect(await (await openCodeReader(native))(await drawCode(invite))).toEqual([invite]);
});

test('a camera that shows nothing yet has no code', async () => {
	expect(await (await openCodeReader(undefined))(document.createElement('video'))).toEqual([]);
});
