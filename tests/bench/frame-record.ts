import type { Page } from '@playwright/test';

/** What became of the frames of a page while it was recorded. */
export interface FrameCount {
	/** Frames that something was to be seen in. */
	wanted: number;
	/** Of those, the ones that never came onto the screen. */
	dropped: number;
	/** Of those, the ones that came with parts that were not painted yet. */
	unpainted: number;
}

interface Report {
	name: string;
	pid: number;
	args?: {
		frame_reporter?: FrameReport;
		chrome_frame_reporter?: FrameReport;
	};
}

interface FrameReport {
	state: string;
	frame_sequence: number;
	layer_tree_host_id: number;
	has_missing_content: boolean;
}

/** Records what the compositor says of each frame of the page. Call what it returns to end that. */
export async function recordFrames(page: Page): Promise<() => Promise<FrameCount>> {
	const session = await page.context().newCDPSession(page);
	const frames = new Map<string, { shown: boolean; unpainted: boolean; host: string }>();
	const take = ({ name, pid, args }: Report): void => {
		const report = args?.chrome_frame_reporter ?? args?.frame_reporter;
		if (name !== 'PipelineReporter' || !report || report.state === 'STATE_NO_UPDATE_DESIRED') return;
		// A frame has two reports where the compositor went ahead of the page: it was shown when one of them was.
		const host = `${pid} ${report.layer_tree_host_id}`;
		const key = `${host} ${report.frame_sequence}`;
		const before = frames.get(key) ?? { shown: false, unpainted: false, host };
		const shown = before.shown || report.state !== 'STATE_DROPPED';
		frames.set(key, { shown, unpainted: before.unpainted || report.has_missing_content, host });
	};
	session.on('Tracing.dataCollected', ({ value }) => (value as unknown as Report[]).forEach(take));
	await session.send('Tracing.start', {
		traceConfig: { includedCategories: ['cc', 'benchmark'], recordMode: 'recordContinuously' }
	});
	return async () => {
		const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
		await session.send('Tracing.end');
		await complete;
		await session.detach();
		return countFrames([...frames.values()]);
	};
}

/** The page is whoever has most frames: the browser's own window has some, too. */
function countFrames(frames: readonly { shown: boolean; unpainted: boolean; host: string }[]): FrameCount {
	const byHost = Map.groupBy(frames, ({ host }) => host);
	const most = [...byHost.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
	return {
		wanted: most.length,
		dropped: most.filter(({ shown }) => !shown).length,
		unpainted: most.filter(({ shown, unpainted }) => shown && unpainted).length
	};
}
