/** The size of the part of a list that is seen. */
export class ListScreen {
	#width = 0;
	#height = 0;

	/** Whether it is wider or narrower than the last time, so that every line breaks anew. Not the first time. */
	turned({ clientWidth: width, clientHeight: height }: HTMLElement): boolean {
		const before = this.#width;
		if (width === before) return false;
		[this.#width, this.#height] = [width, height];
		return before > 0;
	}

	/** Something was put into its place on a screen of this height: what is lost counts from here. */
	note({ clientWidth: width, clientHeight: height }: HTMLElement): void {
		this.#width ||= width;
		this.#height = height;
	}

	/** How many pixels of height it has lost since the last time: a keyboard takes them. */
	lost({ clientHeight: height }: HTMLElement): number {
		const lost = this.#height - height;
		this.#height = height;
		return lost;
	}
}
