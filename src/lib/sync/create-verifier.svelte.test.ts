import { expect, test } from 'vitest';
import { createPerson } from '../../../tests/fixtures/person.ts';
import { signEvent } from '../protocol/signature.ts';
import { createWorkerVerifier } from './create-verifier.ts';

test('a real worker checks real signatures', async () => {
	const { secretKey } = createPerson();
	const event = signEvent(
		{ kind: 9, content: 'hello', tags: [['h', 'street']], created_at: 1_700_000_000 },
		secretKey
	);
	const verifier = createWorkerVerifier();
	expect(await verifier.verify([event, { ...event, content: 'bye' }])).toEqual([true, false]);
	const many = Array.from({ length: 150 }, () => event);
	expect(await verifier.verify(many)).toEqual(many.map(() => true));
	verifier.close();
});
