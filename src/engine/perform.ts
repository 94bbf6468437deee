import type { BoardReader } from "../core/board.ts";
import { refuse } from "../core/errors.ts";
import type { StagedCommit } from "../store/store.ts";
import type { Answer } from "./answer.ts";
import { Head } from "./head.ts";
import {
	type Pending,
	type Plan,
	type PlanOptions,
	plan,
	type Script,
} from "./plan.ts";
import { push } from "./push.ts";

/** What one board's engine needs. `nowMs` and `pause` are the only clock it has. */
export interface EngineOptions extends PlanOptions {
	readonly pause: (ms: number) => Promise<void>;
}

/** How many scripts share a push at most, and how often a batch that keeps losing races is tried. */
const MAX_BATCH = 1_000;
const MAX_ATTEMPTS = 60;
/** Beyond this difference from the remote's clock a lease would mean different things to different people. */
const MAX_SKEW_MS = 60_000;

interface Waiting extends Pending {
	readonly resolve: (answers: readonly Answer[]) => void;
	readonly reject: (error: unknown) => void;
}

/**
 * The one loop of one board: load, decide, append, acknowledge. While a push is under way commands queue up, and all of
 * them make the next push. A lost race decides every one of them anew; a lost answer looks first whether it landed.
 */
export class Engine {
	readonly #options: EngineOptions;
	readonly #head: Head;
	readonly #queue: Waiting[] = [];
	#turn: Promise<void> = Promise.resolve();
	#isDraining = false;

	constructor(options: EngineOptions) {
		this.#options = options;
		this.#head = new Head(options.store);
	}

	/**
	 * Carries out commands in order, stopping after the first refusal. Resolves once the remote has accepted every effect;
	 * throws (`STORE_UNAVAILABLE`) when that cannot be found out: saying the same again later is safe. `isSettled`, if given, is
	 * asked each time the script is decided on; a settled one has no answers. It must not throw.
	 */
	perform(
		script: Script,
		isSettled?: () => Promise<boolean>,
	): Promise<readonly Answer[]> {
		return new Promise((resolve, reject) => {
			this.#queue.push({ script, isSettled, resolve, reject });
			if (this.#isDraining) return;
			this.#isDraining = true;
			this.#takeTurn(() => this.#drain());
		});
	}

	/** Looks at the board as it is now on the remote. `look` must not keep the board: it changes with the next command. */
	inspect<T>(look: (board: BoardReader) => T): Promise<T> {
		return this.#takeTurn(async () => {
			await this.#head.refresh();
			return look(this.#head.state);
		});
	}

	/** Waits for everything handed in so far, then lets go of the store. */
	async close(): Promise<void> {
		await this.#turn;
		await this.#options.store.close();
	}

	#takeTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(work);
		this.#turn = result.then(
			() => undefined,
			() => undefined,
		);
		return result;
	}

	async #drain(): Promise<void> {
		while (this.#queue.length > 0) {
			const batch = this.#queue.splice(0, MAX_BATCH);
			try {
				const answers = await this.#commit(batch);
				for (const [index, { resolve }] of batch.entries())
					resolve(answers[index] ?? []);
			} catch (error) {
				this.#head.restore();
				for (const { reject } of batch) reject(error);
			}
		}
		this.#isDraining = false;
	}

	async #commit(batch: readonly Pending[]): Promise<Plan["answers"]> {
		const { store, pause } = this.#options;
		const isUnsure =
			this.#head.version.oid === null || this.#head.frozen !== undefined;
		let isFresh = isUnsure && (await this.#head.refresh());
		for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			const planned = await plan(this.#head, batch, this.#options);
			const tip = planned.staged.at(-1);
			if (tip === undefined) {
				// Nothing to write, so no compare-and-swap shows whether these answers are still true: look.
				if (isFresh || !(await this.#head.refresh())) return planned.answers;
				isFresh = true;
				continue;
			}
			const refused = this.#whyNotWrite() ?? (await this.#append(planned, tip));
			if (refused === undefined) return planned.answers;
			this.#head.restore();
			if (refused !== "moved") return withoutWrites(planned.answers, refused);
			await this.#head.refresh();
			isFresh = true;
			if (attempt > 1) await pause(Math.min(100, 2 * attempt));
		}
		throw Object.assign(
			new Error(
				`the branch of ${store.constructor.name} moved ${MAX_ATTEMPTS} times while a batch was written`,
			),
			{ code: "STORE_UNAVAILABLE" },
		);
	}

	async #append(
		{ staged, now }: Plan,
		tip: StagedCommit,
	): Promise<"moved" | WhyNot | undefined> {
		const { store, pause } = this.#options;
		const pushed = await push(store, this.#head.version, { staged, pause });
		if (pushed.kind === "moved") return "moved";
		if (pushed.kind === "refused") {
			return {
				message: `The remote refused the push: ${pushed.reason.slice(0, 300)}`,
				hint: "The repository's rules tell why; an administrator can see them.",
			};
		}
		this.#head.advance(tip, now);
		return undefined;
	}

	#whyNotWrite(): WhyNot | undefined {
		const { frozen } = this.#head;
		if (frozen !== undefined)
			return {
				message: `The board is frozen: ${frozen}.`,
				hint: "An administrator has to look at what happened to the branch; nothing is written until then.",
			};
		const skewMs = Math.abs(this.#options.store.clockSkewMs() ?? 0);
		if (skewMs <= MAX_SKEW_MS) return undefined;
		return {
			message: `This machine's clock is ${Math.round(skewMs / 1_000)} s away from the remote's.`,
			hint: "Set the clock; nothing is written until then.",
		};
	}
}

interface WhyNot {
	readonly message: string;
	readonly hint: string;
}

/** The answers of a batch that could not be written: reads before a script's first write stand, that write is refused. */
function withoutWrites(
	answers: Plan["answers"],
	{ message, hint }: WhyNot,
): Plan["answers"] {
	return answers.map((script) => {
		const firstWrite = script.findIndex(
			(answer) =>
				answer.ok && answer.commit !== undefined && answer.repeated !== true,
		);
		const refused = script[firstWrite];
		if (refused === undefined) return script;
		return [
			...script.slice(0, firstWrite),
			{
				...refuse("INTERNAL", message, hint),
				verb: refused.verb,
				opId: refused.opId,
			},
		];
	});
}
