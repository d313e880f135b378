import { expect, onTestFinished, test } from 'vitest';
import '../../app.css';
import { followKeyboard } from './viewport';

/** The visual viewport of a phone whose keyboard covers the page instead of shrinking it. */
class PhoneView extends EventTarget {
	width = window.innerWidth;
	height = window.innerHeight;
	offsetTop = 0;
	scale = 1;

	become(parts: Partial<Pick<PhoneView, 'height' | 'offsetTop' | 'scale'>>): void {
		Object.assign(this, parts);
		this.dispatchEvent(new Event('resize'));
	}
}

const root = document.documentElement;
const lengthOf = (name: string): string => {
	const ruler = document.createElement('div');
	ruler.style.cssText = `position: absolute; block-size: var(${name})`;
	document.body.append(ruler);
	const { height } = ruler.getBoundingClientRect();
	ruler.remove();
	return `${height}`;
};

function follow(): PhoneView {
	const view = new PhoneView();
	const stop = followKeyboard(root, view as unknown as VisualViewport);
	onTestFinished(() => {
		view.become({ height: window.innerHeight, offsetTop: 0, scale: 1 });
		stop();
	});
	return view;
}

test('the page is as high as the keyboard leaves it, and stands where the browser has pushed it', () => {
	const whole = window.innerHeight;
	const view = follow();
	expect(lengthOf('--viewport')).toBe(`${whole}`);
	view.become({ height: whole - 300, offsetTop: 40 });
	expect(['--viewport', '--viewport-top', '--keyboard'].map(lengthOf)).toEqual([
		`${whole - 300}`,
		'40',
		'260'
	]);
	expect(root.hasAttribute('data-keyboard')).toBe(true);
	expect(lengthOf('--safe-bottom')).toBe('0');
	view.become({ height: whole, offsetTop: 0 });
	expect(['--viewport', '--viewport-top', '--keyboard'].map(lengthOf)).toEqual([`${whole}`, '0', '0']);
	expect(root.hasAttribute('data-keyboard')).toBe(false);
});

test('bars that come and go, and fingers that zoom, are no keyboard', () => {
	const whole = window.innerHeight;
	const view = follow();
	view.become({ height: whole - 80 });
	expect(lengthOf('--viewport')).toBe(`${whole}`);
	view.become({ height: whole / 2, scale: 2 });
	expect(lengthOf('--viewport')).toBe(`${whole}`);
});
