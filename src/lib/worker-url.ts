/**
 * Trusted Types for workers: the one policy, `porch-workers`, lets exactly our own worker scripts through. They are
 * built as `/_app/immutable/workers/<name>-<hash>.js`, served by the development server as their source, and there
 * is the service worker.
 */
const builtWorker = /^\/_app\/immutable\/workers\/(verifier|key)-worker-[\w-]+\.js$/;
const sourceWorker = /^\/src\/lib\/(sync\/verifier|identity\/key)-worker\.ts$/;

/** The part of the Trusted Types API that is used; the DOM types have none yet. */
interface TrustedTypePolicyFactory {
	createPolicy(
		name: string,
		rules: { createScriptURL(url: string): string }
	): { createScriptURL(url: string): string };
}

/** The address when it is one of our workers. Throws a TypeError for any other, as the browser would. */
export function checkWorkerUrl(address: string, base: string, isDevelopment: boolean): string {
	const url = new URL(address, base);
	const { pathname } = url;
	const isOurs =
		pathname === '/service-worker.js' ||
		builtWorker.test(pathname) ||
		(isDevelopment && sourceWorker.test(pathname));
	if (url.origin !== new URL(base).origin || !isOurs) throw new TypeError('this is no worker of Porch');
	return url.href;
}

let policy: { createScriptURL(url: string): string } | undefined;

/**
 * An address that may be given to `new Worker` or `serviceWorker.register` under our policy: a TrustedScriptURL where
 * the browser has them, which behaves like the text. Throws a TypeError when it is none of our workers.
 */
export function trustedWorkerUrl(address: string): string {
	const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypePolicyFactory };
	const createScriptURL = (url: string): string => checkWorkerUrl(url, location.href, import.meta.env.DEV);
	if (!trustedTypes) return createScriptURL(address);
	policy ??= trustedTypes.createPolicy('porch-workers', { createScriptURL });
	return policy.createScriptURL(address);
}
