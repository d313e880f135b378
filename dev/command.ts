import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';

interface CommandOptions {
	env?: Record<string, string>;
	cwd?: string;
	/** Gets each line of output as it comes; without it the output goes to the terminal. */
	onLine?: (line: string) => void;
	signal?: AbortSignal;
}

interface CommandOutcome {
	/** The exit code; 127 when the command could not be started, 1 when a signal ended it. */
	code: number;
	output: string;
}

function toolPath(): string {
	return [join(process.cwd(), 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
}

/** Runs a command to its end, with this project's tools (and its Node) first on the PATH. Never rejects. */
export function runCommand(
	command: string,
	args: string[],
	options: CommandOptions = {}
): Promise<CommandOutcome> {
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			cwd: options.cwd,
			env: { ...process.env, PATH: toolPath(), ...options.env },
			stdio: options.onLine ? ['ignore', 'pipe', 'pipe'] : 'inherit',
			signal: options.signal,
			shell: process.platform === 'win32'
		});
		let output = '';
		let rest = '';
		const take = (chunk: Buffer): void => {
			output += chunk.toString();
			const lines = (rest + chunk.toString()).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) options.onLine?.(line);
		};
		child.stdout?.on('data', take);
		child.stderr?.on('data', take);
		child.once('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
		child.once('close', (code) => {
			if (rest) options.onLine?.(rest);
			resolve({ code: code ?? 1, output });
		});
	});
}

/** The path of a program on the PATH, undefined when there is none. */
export function findProgram(name: string): string | undefined {
	const file = process.platform === 'win32' ? `${name}.exe` : name;
	for (const folder of (process.env.PATH ?? '').split(delimiter)) {
		const path = join(folder, file);
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			continue;
		}
	}
	return undefined;
}
