import type { Plugin } from 'vite';
import { pageHeaders, workerHeaders } from './headers.js';

function block(pattern: string, headers: Record<string, string>): string {
	return [pattern, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join('\n');
}

/**
 * The text of a `_headers` file as Netlify and Cloudflare Pages read it. Where two blocks match they are joined, and
 * two policies joined both hold; two lifetimes would contradict each other, so the shell's is left to the host (both
 * revalidate by default).
 */
export function headersFile(): string {
	const { 'Content-Security-Policy': workerPolicy = '' } = workerHeaders();
	return [
		block('/*', pageHeaders()),
		block('/service-worker.js', { 'Content-Security-Policy': workerPolicy, 'Cache-Control': 'no-cache' }),
		block('/_app/immutable/*', { 'Cache-Control': 'public, max-age=31536000, immutable' }),
		block('/_app/immutable/workers/*', { 'Content-Security-Policy': workerPolicy })
	].join('\n\n');
}

/** Emits `_headers` with the client build, so that a deployed copy says what the local server says. */
export function headersPlugin(): Plugin {
	return {
		name: 'porch-headers',
		generateBundle() {
			if (this.environment.name !== 'client') return;
			this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile() });
		}
	};
}
