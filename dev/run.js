/**
 * `node dev/run.js <script.ts> [arguments]`: runs a script of this project on a fresh clone. It is plain JavaScript
 * for Node 20: it installs the dependencies when they are missing or older than the lock file, then hands over to a
 * Node that reads TypeScript. On Linux that is the one the dependencies bring; elsewhere, this one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/**
 * @param {string} text
 * @returns {never}
 */
function giveUp(text) {
	console.error(`\n${text}\n`);
	process.exit(1);
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean, extraneous?: boolean }>}
 */
function packagesIn(lockFile) {
	const lock =
		/** @type {{ packages: Record<string, { version?: string, optional?: boolean, extraneous?: boolean }> }} */ (
			JSON.parse(readFileSync(lockFile, 'utf8'))
		);
	return lock.packages;
}

/** Whether what is installed is what the lock file says. Optional packages belong to other platforms. */
function installed() {
	const record = join('node_modules', '.package-lock.json');
	if (!existsSync(record)) return false;
	const present = packagesIn(record);
	return Object.entries(packagesIn('package-lock.json')).every(
		([path, wanted]) =>
			path === '' || wanted.optional || wanted.extraneous || present[path]?.version === wanted.version
	);
}

function install() {
	if (installed()) return;
	console.log('  dependencies installing, a minute the first time ...');
	const npm = process.env.npm_execpath;
	const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
	const options = /** @type {const} */ ({ stdio: 'inherit', shell: !npm && process.platform === 'win32' });
	const outcome = npm
		? spawnSync(process.execPath, [npm, ...flags], options)
		: spawnSync('npm', flags, options);
	if (outcome.status !== 0) giveUp('The dependencies could not be installed. `npm ci` says why.');
	console.log('  dependencies installed');
}

/** A Node that runs TypeScript, and the flag it needs for it. */
function modernNode() {
	const brought = join('node_modules', '.bin', 'node');
	if (existsSync(brought)) return [brought];
	if ('typescript' in process.features && process.features.typescript) return [process.execPath];
	if (!process.allowedNodeEnvironmentFlags.has('--experimental-strip-types')) {
		giveUp(`Porch needs Node 22.17 or newer here; this is ${process.version}. https://nodejs.org has it.`);
	}
	return [process.execPath, '--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
}

process.chdir(join(import.meta.dirname, '..'));
const script = process.argv[2];
if (!script) giveUp('Usage: node dev/run.js <script.ts> [arguments]');
install();
const [node = process.execPath, ...flags] = modernNode();
const child = spawn(node, [...flags, script, ...process.argv.slice(3)], { stdio: 'inherit' });
// The child cleans up after itself; this process only waits for it, and passes on what the terminal does not.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
	process.on(signal, () => child.kill(signal));
}
// npm and its shell can die without telling anybody; then nobody is left to press Ctrl-C.
const parent = process.ppid;
setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 1000).unref();
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
