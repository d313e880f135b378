import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { webkit } from '../../dev/browser.ts';
import { freePort } from '../../dev/free-port.ts';

const windowScript = join(import.meta.dirname, 'webkit-window.py');

/** WebKitGTK with a profile of its own, on a screen that nobody sees, driven over HTTP (W3C WebDriver). */
export class WebKitBrowser {
	readonly #screen: ChildProcess;
	readonly #driver: ChildProcess;
	/** Where commands to the window go. */
	readonly #session: string;
	#isOver = false;

	private constructor(screen: ChildProcess, driver: ChildProcess, session: string) {
		this.#screen = screen;
		this.#driver = driver;
		this.#session = session;
	}

	/** Starts it with the profile in `folder`, which is made when there is none. */
	static async start(folder: string): Promise<WebKitBrowser> {
		const screen = spawn(webkit.screen, ['-displayfd', '3', '-screen', '0', '1280x1024x24'], {
			stdio: ['ignore', 'ignore', 'ignore', 'pipe']
		});
		const name = await Promise.race([firstWords(screen), endOf(screen, webkit.screen)]);
		const port = await freePort(4780);
		const driver = spawn(webkit.driver, [`--port=${port}`], {
			env: { ...process.env, DISPLAY: `:${name}`, GDK_BACKEND: 'x11' },
			stdio: 'ignore',
			// What it starts is in one group of processes with it, and can be killed with it.
			detached: true
		});
		const address = `http://127.0.0.1:${port}`;
		await Promise.race([somebodyListens(port), endOf(driver, webkit.driver)]);
		const options = { binary: webkit.python, args: [windowScript, folder] };
		const wanted = { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } };
		const { sessionId } = (await post(`${address}/session`, wanted)) as { sessionId: string };
		return new WebKitBrowser(screen, driver, `${address}/session/${sessionId}`);
	}

	/** Opens an address, and waits until it is loaded. */
	async go(address: string): Promise<void> {
		await post(`${this.#session}/url`, { url: address });
	}

	async reload(): Promise<void> {
		await post(`${this.#session}/refresh`, {});
	}

	/** Runs a function in the page. It can use nothing from outside itself. */
	async run<Result>(work: () => Result | Promise<Result>): Promise<Result> {
		const script = `const answer = arguments[0];
			Promise.resolve((${work.toString()})()).then((value) => answer({ value }), (error) => answer({ error: String(error) }));`;
		const answer = await post(`${this.#session}/execute/async`, { script, args: [] });
		const { value, error } = answer as { value: Result; error?: string };
		if (error) throw new Error(error);
		return value;
	}

	/** The words on the screen. */
	words(): Promise<string> {
		return this.run(() => document.body.innerText);
	}

	/** All its processes end at once, as in a power cut. What was stored stays in the profile. */
	async kill(): Promise<void> {
		if (this.#isOver) return;
		this.#isOver = true;
		const gone = [once(this.#driver, 'exit'), once(this.#screen, 'exit')];
		if (this.#driver.pid) process.kill(-this.#driver.pid, 'SIGKILL');
		this.#screen.kill();
		await Promise.all(gone);
	}
}

async function post(address: string, body: object): Promise<unknown> {
	const response = await fetch(address, { method: 'POST', body: JSON.stringify(body) });
	const { value } = (await response.json()) as { value: unknown };
	if (!response.ok) throw new Error(`${new URL(address).pathname}: ${JSON.stringify(value)}`);
	return value;
}

/** The first that a program writes to its fourth stream. */
async function firstWords({ stdio }: ChildProcess): Promise<string> {
	const [words] = (await once(stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
	return words.toString().trim();
}

/** Rejects when a program ends, or cannot be started at all. */
async function endOf(program: ChildProcess, name: string): Promise<never> {
	const [code] = (await once(program, 'exit')) as [number | null];
	throw new Error(`${name} ended with ${code}.`);
}

async function somebodyListens(port: number): Promise<void> {
	for (;;) {
		const socket = connect(port, '127.0.0.1');
		const connected = await once(socket, 'connect').then(
			() => true,
			() => false
		);
		socket.destroy();
		if (connected) return;
	}
}
