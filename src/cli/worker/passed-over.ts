import { sayPatiently } from "./say-patiently.ts";
import type { Shift } from "./shift.ts";

/** The most that is remembered; a worker that has failed at so many has other troubles. */
const MAX_KEPT = 10_000;

/** What this worker does not try again, and why. That is said once of each, here and on the task. */
export class PassedOver {
	readonly #reasons = new Map<string, string>();
	readonly #told = new Set<string>();
	readonly #shift: Shift;

	constructor(shift: Shift) {
		this.#shift = shift;
	}

	/** Said as soon as it is offered again. */
	add(address: string, reason: string): void {
		if (this.#reasons.size < MAX_KEPT) this.#reasons.set(address, reason);
	}

	has(address: string): boolean {
		return this.#reasons.has(address);
	}

	/** Prints why it is not tried again here, and notes it on the task, unless that was done before. */
	async tell(address: string): Promise<void> {
		const reason = this.#reasons.get(address);
		if (reason === undefined || this.#told.has(address)) return;
		this.#told.add(address);
		const { tell } = this.#shift;
		tell(`${address}: not tried again here: ${reason}`);
		const [task] = address.split("/");
		const about = task === address ? "" : `Step ${address}: `;
		const body = `${about}\`baton work\` does not try this again here: ${reason}`;
		const saying = { verb: "note", task, input: { body } };
		const { endAll } = this.#shift;
		const answer = await sayPatiently(this.#shift, saying, endAll);
		if (!answer.ok) tell(`${address}: no note was left: ${answer.message}`);
	}
}
