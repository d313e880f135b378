import { expect, test } from 'vitest';
import { checkWorkerUrl } from './worker-url';

const base = 'https://porch.example/relay.example/street';

test.each([
	['/service-worker.js', false],
	['/_app/immutable/workers/verifier-worker-BmVtx_1-.js', false],
	['https://porch.example/_app/immutable/workers/key-worker-C0ffee.js', false],
	['/src/lib/sync/verifier-worker.ts?worker_file&type=module', true],
	['/src/lib/identity/key-worker.ts?worker_file&type=module', true]
])('%s is one of ours', (address, isDevelopment) => {
	expect(checkWorkerUrl(address, base, isDevelopment)).toBe(new URL(address, base).href);
});

test.each([
	'https://elsewhere.example/service-worker.js',
	'/other.js',
	'/x/service-worker.js',
	'/_app/immutable/workers/evil-worker-BmVtx.js',
	'/_app/immutable/workers/../../verifier-worker-1.js',
	'/_app/immutable/chunks/verifier-worker-BmVtx.js',
	'/src/lib/sync/verifier-worker.ts',
	'blob:https://porch.example/1',
	'data:text/javascript,1',
	'javascript:alert(1)',
	'http://['
])('%s is none', (address) => {
	expect(() => checkWorkerUrl(address, base, false)).toThrow(TypeError);
});
