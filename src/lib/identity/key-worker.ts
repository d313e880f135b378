/// <reference lib="webworker" />
/** The only place that ever holds a plain key. Questions in, answers out; see key-ring.ts for what can be asked. */
import { toAppError } from '../app-error.ts';
import { KeyRing } from './key-ring.ts';
import { parseKeyQuestion, type KeyAnswer, type KeyQuestion } from './key-worker-message.ts';

const keys = new KeyRing();

async function answer({ id, operation, input }: KeyQuestion): Promise<KeyAnswer> {
	try {
		const ask = keys[operation].bind(keys) as (input: unknown) => unknown;
		return { id, output: await ask(input) };
	} catch (cause) {
		return { id, error: toAppError(cause).code };
	}
}

addEventListener('message', (event: MessageEvent<unknown>) => {
	const question = parseKeyQuestion(event.data);
	if (question) void answer(question).then((message) => postMessage(message));
});
