import { describe, expect, test } from 'vitest';
import { deviceError } from './capture';

const named = (name: string) => Object.assign(new Error(), { name });

describe('why a device did not start', () => {
	test.each([
		['microphone', named('NotAllowedError'), 'microphone-refused'],
		['microphone', named('SecurityError'), 'microphone-refused'],
		['microphone', named('NotFoundError'), 'microphone-missing'],
		['camera', named('NotReadableError'), 'camera-missing'],
		['camera', named('NotAllowedError'), 'camera-refused'],
		['camera', 'no error at all', 'camera-missing']
	] as const)('%s, %s: %s', (device, cause, code) => expect(deviceError(device, cause).code).toBe(code));
});
