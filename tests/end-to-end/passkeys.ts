import type { CDPSession, Page } from '@playwright/test';

/**
 * Gives the device a fingerprint reader. Unless told otherwise it knows PRF, and its person agrees; one who says no is
 * one that does not verify.
 */
export async function addAuthenticator(
	page: Page,
	{ prf = true, isUserVerified = true } = {}
): Promise<CDPSession> {
	const session = await page.context().newCDPSession(page);
	await session.send('WebAuthn.enable');
	await session.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			hasPrf: prf,
			isUserVerified,
			automaticPresenceSimulation: true
		}
	});
	return session;
}
