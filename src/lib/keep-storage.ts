/**
 * Somebody has something here to lose (a key, a first group, an installed app): the browser is asked to keep what is
 * stored. It may refuse without asking anybody; settings show what it said.
 */
export async function askToKeepStorage(): Promise<void> {
	// Absent in plain-text contexts and old browsers.
	const storage = navigator.storage as StorageManager | undefined;
	try {
		if ((await storage?.persisted()) === false) await storage?.persist();
	} catch {
		return; // a browser that cannot be asked promises nothing
	}
}
