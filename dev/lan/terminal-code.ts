import qrcode from 'qrcode-generator';

const margin = 2;

/** A QR code of half-height blocks, dark on light whatever the terminal's colours are. */
export function terminalCode(text: string): string {
	const code = qrcode(0, 'L');
	code.addData(text);
	code.make();
	const size = code.getModuleCount();
	const isDark = (row: number, column: number): boolean =>
		row >= 0 && column >= 0 && row < size && column < size && code.isDark(row, column);
	const lines: string[] = [];
	for (let row = -margin; row < size + margin; row += 2) {
		let line = '';
		for (let column = -margin; column < size + margin; column += 1) {
			const [top, bottom] = [isDark(row, column), isDark(row + 1, column)];
			line += top && bottom ? '█' : top ? '▀' : bottom ? '▄' : ' ';
		}
		lines.push(`  \u001b[30;107m${line}\u001b[0m`);
	}
	return lines.join('\n');
}
