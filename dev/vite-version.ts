import type { Plugin, Rolldown } from 'vite';

/** The text of the file in which Kit says the version, wherever it lies by now. Throws when there is none. */
export function versionSource(bundle: Rolldown.OutputBundle): string {
	const { source } = versionFile(bundle);
	return typeof source === 'string' ? source : new TextDecoder().decode(source);
}

function versionFile(bundle: Rolldown.OutputBundle): Rolldown.OutputAsset {
	const file = Object.values(bundle).find(({ fileName }) => /(^|\/)version\.json$/.test(fileName));
	if (file?.type !== 'asset') throw new Error('Kit wrote no version.json.');
	return file;
}

/**
 * Moves Kit's `_app/version.json` to `/version.json`. Kit asks for its file when a part of the app cannot be loaded,
 * and answers another version by leaving the page, in the middle of a call too. Porch asks for its own, and waits
 * (`routes/follow-version.ts`).
 */
export function versionPlugin(): Plugin {
	return {
		name: 'porch-version',
		generateBundle: {
			order: 'post',
			handler(_options, bundle) {
				if (this.environment.name !== 'client') return;
				const file = versionFile(bundle);
				this.emitFile({ type: 'asset', fileName: 'version.json', source: file.source });
				delete bundle[file.fileName];
			}
		}
	};
}
