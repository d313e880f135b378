import type { CurrentAccount, Identity } from '$lib/identity/identity';
import type { UnlockRequest } from '$lib/identity/key-signer';
import type { RemoteQuestion } from '$lib/identity/remote-channel';
import type { SignIn } from '$lib/identity/sign-in';
import { once } from '$lib/once';
import { kinds } from '$lib/protocol/kinds';
import { parseProfile, type Profile } from '$lib/protocol/profile';
import type { Signer } from '$lib/protocol/signer';
import type { OpenIdentity } from './identity-ports';

/** Who I am, for the screen: the account in use, a key that wants to be unlocked, what waits for a signer elsewhere. */
export class Account {
	/** Undefined for nobody. */
	current = $state.raw<CurrentAccount>();
	/** My profile as this device knows it. */
	profile = $state.raw<Profile>();
	/** The question that a locked key asks; {@link closeUnlock} ends it. */
	unlockRequest = $state.raw<UnlockRequest>();
	/** What waits for the signer on another device or in another app. */
	waiting = $state.raw<readonly RemoteQuestion[]>([]);
	#load: () => Promise<OpenIdentity>;
	#onChange: () => void;
	#opened: OpenIdentity | undefined;
	#settleUnlock: (opened: boolean) => void = () => undefined;
	#stopLists: () => void = () => undefined;

	/** `load` brings identity's code, which a visitor never needs; `onChange` hears of every other account. */
	constructor(load: () => Promise<OpenIdentity>, onChange: () => void) {
		this.#load = load;
		this.#onChange = onChange;
	}

	get pubkey(): string | undefined {
		return this.current?.pubkey;
	}

	/** What can be done with the account: staying unlocked, copies of the key, signing out. Only while there is one. */
	get identity(): Identity {
		if (!this.#opened) throw new Error('identity is for those who are signed in');
		return this.#opened.identity;
	}

	/** Becomes whom the device remembers (`pubkey`), without unlocking anything; nobody when it is undefined. */
	async restore(pubkey: string | undefined): Promise<void> {
		if (pubkey === undefined && !this.#opened) return;
		const { identity } = await this.#open();
		await identity.restore();
	}

	/** Who signs for a scope; undefined for a visitor. */
	signerOf(scope: string): Signer | undefined {
		return this.#opened?.identity.signerOf(scope);
	}

	/** The ways in, loaded when somebody looks for one. */
	readonly signIn = once(async (): Promise<SignIn> => {
		const [{ identity, ports }, { SignIn }] = await Promise.all([
			this.#open(),
			import('$lib/identity/sign-in')
		]);
		return new SignIn(identity, ports);
	});

	/** Shows the question of a locked key. Resolves with whether it was opened. */
	askUnlock(request: UnlockRequest): Promise<boolean> {
		this.#settleUnlock(false);
		this.unlockRequest = request;
		return new Promise((resolve) => (this.#settleUnlock = resolve));
	}

	/** The question was answered, or closed without an answer. */
	closeUnlock(opened: boolean): void {
		this.unlockRequest = undefined;
		this.#settleUnlock(opened);
	}

	/** Asks the signer once more for what waits: the person is back from it. */
	askAgain(): void {
		if (this.waiting.length > 0) this.#opened?.identity.remote?.askAgain();
	}

	/** Gives up what waits for the signer. */
	cancelWaiting(): void {
		this.#opened?.identity.remote?.cancel();
	}

	readonly #open = once(async (): Promise<OpenIdentity> => {
		const opened = await this.#load();
		this.#opened = opened;
		opened.identity.onChange(() => this.#follow(opened.identity));
		return opened;
	});

	#follow({ current, remote }: Identity): void {
		const isSame = current?.lists === this.current?.lists;
		this.current = current;
		this.waiting = remote?.waiting ?? [];
		if (remote) remote.onChange = () => (this.waiting = remote.waiting);
		if (isSame) return;
		this.#onChange();
		this.profile = undefined;
		this.#stopLists();
		this.#stopLists = current?.lists.onChange(() => void this.#readProfile()) ?? (() => undefined);
		void this.#readProfile();
	}

	async #readProfile(): Promise<void> {
		const { current } = this;
		const event = await current?.lists.find(kinds.profile);
		if (current === this.current) this.profile = event && parseProfile(event);
	}
}
