/**
 * The one place that writes to the console. Nothing secret goes in: no key, token, header or message text.
 * `scope` is the module that speaks, `message` a plain sentence.
 */
export function log(scope: string, message: string, cause?: unknown): void {
	if (cause === undefined) console.warn(`[${scope}] ${message}`);
	else console.warn(`[${scope}] ${message}`, cause);
}
