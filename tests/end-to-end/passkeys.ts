import type { Page } from '@playwright/test';

/** Gives the device a fingerprint reader that always agrees, and knows PRF unless told otherwise. */
export async function addAuthenticator(page: Page, { prf = true } = {}): Promise<void> {
	const devtools = await page.context().newCDPSession(page);
	await devtools.send('WebAuthn.enable');
	await devtools.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			hasPrf: prf,
			isUserVerified: true,
			automaticPresenceSimulation: true
		}
	});
}
