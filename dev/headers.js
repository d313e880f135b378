/**
 * The security headers of a Porch deployment: one source for the page's meta policy (svelte.config.js), the
 * local server, the tests, and the `_headers` file of the static build.
 *
 * `connect-src`, `img-src` and `media-src` are wide because relays, pictures and LiveKit servers are chosen by
 * people, not by the deployment. Plain text is for loopback alone, and only in builds for the local stack: a deployed
 * page has no business with what else runs on its reader's machine.
 *
 * @param {boolean} [isLocal] by default what the build's environment says (`PORCH_LOCAL`)
 * @returns {NonNullable<NonNullable<import('@sveltejs/kit').KitConfig['csp']>['directives']>}
 */
export function contentSecurityPolicy(isLocal = process.env.PORCH_LOCAL === 'yes') {
	/** @type {('http://localhost:*' | 'http://127.0.0.1:*')[]} */
	const localWeb = isLocal ? ['http://localhost:*', 'http://127.0.0.1:*'] : [];
	/** @type {('ws://localhost:*' | 'ws://127.0.0.1:*')[]} */
	const localSockets = isLocal ? ['ws://localhost:*', 'ws://127.0.0.1:*'] : [];
	return {
		'default-src': ['none'],
		'script-src': ['self'],
		'style-src': ['self', 'unsafe-inline'],
		'img-src': ['self', 'https:', ...localWeb, 'data:', 'blob:'],
		'media-src': ['self', 'https:', 'blob:', 'mediastream:'],
		'connect-src': ['self', 'https:', 'wss:', ...localWeb, ...localSockets],
		'font-src': ['self'],
		'manifest-src': ['self'],
		'worker-src': ['self'],
		'form-action': ['self'],
		'base-uri': ['none'],
		'object-src': ['none'],
		'require-trusted-types-for': ['script'],
		'trusted-types': ['svelte-trusted-html', 'porch-workers']
	};
}

const keywords = new Set(['none', 'self', 'unsafe-inline', 'script']);

/** @param {Record<string, unknown>} directives */
function policyText(directives) {
	return Object.entries(directives)
		.map(([name, values]) => {
			const sources = Array.isArray(values) ? values.map(String) : [];
			return [name, ...sources.map((value) => (keywords.has(value) ? `'${value}'` : value))].join(' ');
		})
		.join('; ');
}

/**
 * Headers for every response. The page's script hashes live in its meta policy, so the header repeats only what
 * a meta element cannot say (framing) and what workers need, which see no meta element.
 *
 * @returns {Record<string, string>}
 */
export function pageHeaders() {
	return {
		'Content-Security-Policy': "frame-ancestors 'none'",
		'X-Content-Type-Options': 'nosniff',
		'Referrer-Policy': 'no-referrer',
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Permissions-Policy':
			'camera=(self), microphone=(self), display-capture=(self), screen-wake-lock=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), geolocation=(), payment=(), usb=()'
	};
}

/**
 * Headers for scripts that run as workers: the whole policy, because they see no meta element.
 *
 * @param {boolean} [isLocal]
 * @returns {Record<string, string>}
 */
export function workerHeaders(isLocal) {
	return {
		...pageHeaders(),
		'Content-Security-Policy': policyText({ ...contentSecurityPolicy(isLocal), 'frame-ancestors': ['none'] })
	};
}
