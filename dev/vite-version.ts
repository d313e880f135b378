import type { Plugin } from 'vite';

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
				const file = Object.values(bundle).find(({ fileName }) => fileName.endsWith('/version.json'));
				if (file?.type !== 'asset') this.error('Kit wrote no version.json.');
				this.emitFile({ type: 'asset', fileName: 'version.json', source: file.source });
				delete bundle[file.fileName];
			}
		}
	};
}
