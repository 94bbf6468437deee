import { BOARD_LABELS } from "./board-labels.ts";
import type { KnownLabels } from "./issue-view.ts";
import type { ViewApi } from "./view-api.ts";

/** Makes the labels that every board has in its repository, and knows which labels there are. */
export class LabelMaker {
	readonly #api: Pick<ViewApi, "labels" | "createLabel">;
	#known: KnownLabels | undefined;

	constructor(api: Pick<ViewApi, "labels" | "createLabel">) {
		this.#api = api;
	}

	/** The labels there are, after those that every board has were made. Throws when GitHub cannot be asked. */
	async known(): Promise<KnownLabels> {
		return this.#known ?? (await this.#make()).known;
	}

	/** Looks anew for those that are missing and makes them. True when there had been some before, which somebody deleted. */
	async makeAgain(): Promise<boolean> {
		const wasKnown = this.#known !== undefined;
		this.#known = undefined;
		const { made } = await this.#make();
		return wasKnown && made > 0;
	}

	async #make(): Promise<{ known: KnownLabels; made: number }> {
		const names = await this.#api.labels();
		const known = new Set(names.map((name) => name.toLowerCase()));
		const missing = BOARD_LABELS.filter(({ name }) => !known.has(name));
		for (const look of missing) {
			await this.#api.createLabel(look);
			known.add(look.name);
		}
		this.#known = known;
		return { known, made: missing.length };
	}
}
