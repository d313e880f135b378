/** A screen held upright: its sides in CSS pixels, and how many of its own pixels are one of those. */
export interface StartupScreen {
	readonly width: number;
	readonly height: number;
	readonly ratio: number;
}

/** What the page's ground is in each theme: `--ground` of `app.css`, in bytes. */
export const startupGrounds = { light: '#fcfaf7', dark: '#12100d' } as const;

export type StartupTheme = keyof typeof startupGrounds;

type Hold = 'portrait' | 'landscape';

const screenOf = (width: number, height: number, ratio: number): StartupScreen => ({ width, height, ratio });

/**
 * The screens of the iPhones and iPads that run iOS 16.4 and later. iOS shows a startup image of exactly that size, or
 * none.
 */
export const startupScreens: readonly StartupScreen[] = [
	screenOf(375, 667, 2), // 8, SE
	screenOf(414, 736, 3), // 8 Plus
	screenOf(375, 812, 3), // X, XS, 11 Pro, 12 mini, 13 mini
	screenOf(414, 896, 2), // XR, 11
	screenOf(414, 896, 3), // XS Max, 11 Pro Max
	screenOf(390, 844, 3), // 12, 13, 14, 16e, 17e
	screenOf(428, 926, 3), // 12 and 13 Pro Max, 14 Plus
	screenOf(393, 852, 3), // 14 Pro, 15, 15 Pro, 16
	screenOf(430, 932, 3), // 14 and 15 Pro Max, 15 and 16 Plus
	screenOf(402, 874, 3), // 16 Pro, 17, 17 Pro
	screenOf(420, 912, 3), // Air
	screenOf(440, 956, 3), // 16 and 17 Pro Max
	screenOf(744, 1133, 2), // iPad mini 6, A17 Pro
	screenOf(768, 1024, 2), // iPad 5, 6; mini 5; Pro of 9.7 inches
	screenOf(810, 1080, 2), // iPad 7, 8, 9
	screenOf(820, 1180, 2), // iPad 10, A16; Air 4 and later
	screenOf(834, 1112, 2), // Air 3; Pro of 10.5 inches
	screenOf(834, 1194, 2), // Pro of 11 inches
	screenOf(834, 1210, 2), // Pro of 11 inches since M4
	screenOf(1024, 1366, 2), // Pro of 12.9 inches, Air of 13 inches
	screenOf(1032, 1376, 2) // Pro of 13 inches since M4
];

/** How a screen is held when the app is started: a phone upright, a tablet in either way. */
export function startupHolds(portrait: StartupScreen): Partial<Record<Hold, StartupScreen>> {
	const { width, height, ratio } = portrait;
	return width < 700 ? { portrait } : { portrait, landscape: screenOf(height, width, ratio) };
}

/** Where the image for a screen is. */
export function startupImagePath({ width, height, ratio }: StartupScreen, theme: StartupTheme): string {
	return `/startup/${width * ratio}x${height * ratio}-${theme}.png`;
}

/**
 * Names the images that iOS shows while the app starts from the home screen: it takes no notice of the manifest's
 * colour and icon, and shows white until the first paint. Nothing happens elsewhere.
 *
 * What is known, from those who tried (nobody here has): iOS looks at the page when somebody adds it to the home
 * screen, and fetches the images that match then, so the links may come late and need not name every device there
 * is. It wants `apple-mobile-web-app-capable` besides the manifest's `display`; the dark image has to stand after the
 * one for everybody; and one in a `data:` address was no longer shown by iOS 18, so they are files.
 */
export function addStartupImages(view: Pick<Window, 'screen' | 'devicePixelRatio' | 'document'>): void {
	const { screen, devicePixelRatio, document } = view;
	// Whichever way it is held: some say its sides as they stand at the moment.
	const [width, height] = [screen.width, screen.height].sort((a, b) => a - b);
	const own = startupScreens.find(
		(each) => each.width === width && each.height === height && each.ratio === devicePixelRatio
	);
	if (!own) return;
	const capable = document.createElement('meta');
	capable.name = 'apple-mobile-web-app-capable';
	capable.content = 'yes';
	const links = (['light', 'dark'] as const).flatMap((theme) =>
		Object.entries(startupHolds(own)).map(([hold, held]) => {
			const link = document.createElement('link');
			link.rel = 'apple-touch-startup-image';
			link.media = `${theme === 'dark' ? '(prefers-color-scheme: dark) and ' : ''}(orientation: ${hold})`;
			link.href = startupImagePath(held, theme);
			return link;
		})
	);
	document.head.append(capable, ...links);
}
