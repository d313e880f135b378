import { toAppError, type AppError } from '$lib/app-error';
import { log } from '$lib/log';
import type { PreparedPicture } from '$lib/pictures/prepare-picture';
import type { ChangeFeed } from '$lib/storage/change-feed';
import type { KeptPictures } from '$lib/storage/kept-pictures';
import { placeKey, type Place } from '$lib/storage/place';
import type { Settings } from '$lib/storage/settings';
import { isAddressedTo, sharedPictures } from '$lib/storage/shared-handover';
import type { SharedItem } from '$lib/storage/kept-records';
import type { SharedItems } from '$lib/storage/shared-items';
import { Lane } from './lane';

/** Pictures of one message. */
export const mostPictures = 10;

/** A picture that waits to be sent. */
export interface TrayPicture {
	readonly id: string;
	/** Where this page finds it. */
	readonly address: string;
	/** What is to be seen on it; '' for nothing. */
	readonly alt: string;
}

/** A file that could not be added. */
export interface TrayTrouble {
	readonly name: string;
	readonly error: AppError;
}

interface Ports {
	pictures: () => Promise<KeptPictures>;
	shared: Pick<SharedItems, 'all' | 'forget'>;
	settings: Pick<Settings, 'find' | 'put'>;
	changes: Pick<ChangeFeed, 'watch'>;
	/** Makes of a file what may be sent; the real one unless given. */
	prepare?: (file: Blob) => Promise<PreparedPicture>;
}

/**
 * The pictures beside what is being written in one conversation. Each is made ready and kept on the device when it is
 * added, so that it outlives whatever happens before it is sent; what was shared in for this group comes by itself.
 */
export class PictureTray {
	/** How many files are being made ready. */
	preparing = $state(0);
	/** What could not be added the last time. */
	troubles = $state.raw<readonly TrayTrouble[]>([]);
	/** How many were too many the last time. */
	tooMany = $state(0);
	/** How many were shared in for this group and wait to be asked for: they did not fit, or could not be kept. */
	waiting = $state(0);
	/** It was said on this device that whoever has the address of a picture can open it. */
	told = $state(true);

	#pictures = $state.raw<readonly TrayPicture[]>([]);
	/** Handed over to be sent, and not stored with the message yet. */
	#away = $state.raw<ReadonlySet<string>>(new Set());
	#ports: Ports;
	#place: Place;
	#lane = new Lane('picture-tray');
	/** What was typed of pictures and is to be written. */
	#descriptions = new Map<string, string>();
	#describing: Promise<void> = Promise.resolve();
	/** What was shared in and came by itself, as far as it could. */
	#received = new Set<string>();

	constructor(ports: Ports, place: Place) {
		this.#ports = ports;
		this.#place = place;
	}

	/** What waits, in the order in which it was added. */
	readonly pictures: readonly TrayPicture[] = $derived(
		this.#pictures.filter(({ id }) => !this.#away.has(id))
	);

	/** There is something to show. */
	get occupied(): boolean {
		return this.pictures.length + this.preparing + this.troubles.length + this.tooMany + this.waiting > 0;
	}

	/** How many there are. */
	get count(): number {
		return this.pictures.length;
	}

	/** Another picture would fit. */
	get hasRoom(): boolean {
		return this.count + this.preparing < mostPictures;
	}

	/** None is still being made ready. */
	get ready(): boolean {
		return this.preparing === 0;
	}

	/** Reads and follows what waits. Returns how to stop. */
	hold(): () => void {
		const { changes } = this.#ports;
		const read = (): void => void this.#lane.run(() => this.#read());
		const receive = (): void => void this.#lane.run(() => this.#receive());
		const stops = [
			changes.watch(`pictures:${placeKey(this.#place)}`, read),
			changes.watch('shared', receive)
		];
		read();
		receive();
		void this.#readTold();
		return () => {
			for (const stop of stops) stop();
			for (const { address } of this.#pictures) URL.revokeObjectURL(address);
			this.#pictures = [];
		};
	}

	/** Makes files ready and keeps them, one after the other: a phone has no memory for several at once. */
	async add(files: readonly File[]): Promise<void> {
		this.dismiss();
		await this.#addAll(files);
	}

	/** Takes a picture out. */
	async remove(id: string): Promise<void> {
		await (await this.#ports.pictures()).forget(id);
	}

	/** Says what is to be seen on a picture, as it is typed; an empty text says nothing. */
	async describe(id: string, alt: string): Promise<void> {
		const isToBeWritten = this.#descriptions.has(id);
		this.#descriptions.set(id, alt.trim());
		// One keystroke is written at a time, then the newest: the picture is written with each.
		if (isToBeWritten) return;
		const writing = this.#describing.then(async () => {
			const words = this.#descriptions.get(id) ?? '';
			this.#descriptions.delete(id);
			await (await this.#ports.pictures()).describe(id, words);
		});
		this.#describing = writing.catch(() => undefined); // whoever typed it is told
		await writing;
	}

	/** Resolves when what was typed of pictures is written, or could not be. */
	described(): Promise<void> {
		return this.#describing;
	}

	/** Takes as many of those that wait as there is room for. */
	async takeWaiting(): Promise<void> {
		this.dismiss();
		await this.#lane.run(() => this.#receive(true));
	}

	/** Forgets those that wait. */
	async discardWaiting(): Promise<void> {
		for (const { id } of await this.#sharedItems()) await this.#ports.shared.forget(id);
	}

	/** What went wrong was read. */
	dismiss(): void {
		this.troubles = [];
		this.tooMany = 0;
	}

	/** It was said, and read, who can open a picture. */
	async acknowledge(): Promise<void> {
		if (this.told) return;
		this.told = true;
		await this.#ports.settings.put('toldPictures', true);
	}

	/** Hands all of them over, by their ids. */
	take(): readonly string[] {
		const ids = this.pictures.map(({ id }) => id);
		this.#away = new Set([...this.#away, ...ids]);
		return ids;
	}

	/** They could not be handed over. */
	giveBack(ids: readonly string[]): void {
		this.#away = new Set([...this.#away].filter((id) => !ids.includes(id)));
	}

	async #addAll(files: readonly File[]): Promise<void> {
		this.preparing += files.length;
		await this.#lane.run(async () => {
			for (const file of files) {
				await this.#attempt(file, async () => {
					if (this.#pictures.length >= mostPictures) this.tooMany += 1;
					else await (await this.#ports.pictures()).add(this.#place, [await this.#prepare(file)]);
				});
				this.preparing -= 1;
			}
		});
	}

	/** Resolves with why it could not be done, which is shown. */
	async #attempt(file: File, work: () => Promise<unknown>): Promise<AppError | undefined> {
		try {
			await work();
			await this.#read();
			return undefined;
		} catch (cause) {
			log('picture-tray', 'a picture could not be added', cause);
			const error = toAppError(cause);
			this.troubles = [...this.troubles, { name: file.name, error }];
			return error;
		}
	}

	async #prepare(file: File): Promise<PreparedPicture & { id: string }> {
		const make = this.#ports.prepare ?? (await import('$lib/pictures/prepare-picture')).preparePicture;
		return { id: crypto.randomUUID(), ...(await make(file)) };
	}

	/**
	 * What was shared in for this group goes from there when it is here, one by one, whichever tab takes it. It comes
	 * by itself once; what is left then waits until it `isAsked` for.
	 */
	async #receive(isAsked = false): Promise<void> {
		for (const item of await this.#sharedItems()) {
			if (!isAsked && (item.waits || this.#received.has(item.id))) continue;
			this.#received.add(item.id);
			await this.#takeFrom(item);
		}
		const left = await this.#sharedItems();
		this.waiting = left.flatMap(({ pictures }) => pictures).length;
	}

	async #takeFrom(item: SharedItem): Promise<void> {
		const { shared } = await this.#ports.pictures();
		for (const picture of sharedPictures(item)) {
			if (this.#pictures.length >= mostPictures) break;
			this.preparing += 1;
			try {
				const error = await this.#attempt(picture.file, async () =>
					shared.take(this.#place, picture, await this.#prepare(picture.file), mostPictures)
				);
				// It will never be one that can be sent.
				if (error?.retry === 'never') await shared.drop(picture);
			} finally {
				this.preparing -= 1;
			}
		}
		await shared.leave(item.id);
	}

	async #sharedItems(): Promise<SharedItem[]> {
		return (await this.#ports.shared.all()).filter((item) => isAddressedTo(item, this.#place));
	}

	async #read(): Promise<void> {
		const kept = await (await this.#ports.pictures()).inComposer(this.#place);
		const before = new Map(this.#pictures.map((picture) => [picture.id, picture]));
		this.#pictures = kept.map(({ id, bytes, alt = '' }) => {
			const address = before.get(id)?.address ?? URL.createObjectURL(bytes);
			before.delete(id);
			return { id, address, alt };
		});
		for (const { address } of before.values()) URL.revokeObjectURL(address);
		// What was sent is not here any more, and its id never comes back.
		const here = new Set(kept.map(({ id }) => id));
		if ([...this.#away].some((id) => !here.has(id)))
			this.giveBack([...this.#away].filter((id) => !here.has(id)));
	}

	async #readTold(): Promise<void> {
		await this.#lane.run(async () => {
			this.told = await this.#ports.settings.find('toldPictures');
		});
	}
}
