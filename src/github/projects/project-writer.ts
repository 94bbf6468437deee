import type { ProjectConfig } from "../../core/config.ts";
import type { Engine } from "../../engine/perform.ts";
import type { Finding } from "../../verbs/doctor/finding.ts";
import { postponedUntil } from "../budget/postponed.ts";
import type { Remark } from "../projection/remark.ts";
import type { WritesBudget } from "../projection/shedding.ts";
import type { CardMemory } from "./card-memory.ts";
import { CardWatch } from "./card-watch.ts";
import { CARDS_AT_ONCE } from "./documents.ts";
import { limitedUntilMs } from "./graphql-error.ts";
import type { OpenProject } from "./open-project.ts";
import type { ProjectApi } from "./project-api.ts";
import type { ProjectPlace } from "./project-place.ts";
import { type CardTask, cardTasks, showCards } from "./show-cards.ts";

/** What showing a board in a project works with. */
export interface ProjectWriterOptions extends WritesBudget {
	readonly api: ProjectApi;
	readonly engine: Pick<Engine, "inspect">;
	readonly place: ProjectPlace;
	readonly memory: CardMemory;
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	/** True while this process is the one that shows the board; the others show only cards that they were told of. */
	readonly leads: () => boolean;
	/** True while somebody's act on an issue's card is still to be heard. */
	readonly isAwaited: (issue: number) => boolean;
	/** Says once on an issue why its card is put back no more. */
	readonly putBack: (issue: number, remark: Remark) => void;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (what: string) => void;
}

const RETRY_MS = 30_000;
const MAX_WAIT_MS = 5 * 60_000;
/** So many points of GraphQL's hourly budget are left to others. */
const RESERVE = 500;

/**
 * Keeps the cards of a GitHub project as the board says, behind all other views: it reads many cards at once, writes what
 * differs, and nothing ever waits for it.
 */
export class ProjectWriter {
	readonly #options: ProjectWriterOptions;
	readonly #watch = new CardWatch();
	#notBeforeMs = 0;
	#failures = 0;
	#work: Promise<void> | undefined;
	#isWanted = false;
	#cancelTimer: () => void = () => undefined;
	#isClosed = false;
	#hasLed = true;

	constructor(options: ProjectWriterOptions) {
		this.#options = options;
	}

	/** What keeps the project from showing the board, as far as it was found out. */
	get findings(): readonly Finding[] {
		return this.#options.place.findings;
	}

	/** The board may have changed. */
	wake(): Promise<void> {
		if (this.#isClosed) return Promise.resolve();
		this.#isWanted = true;
		this.#cancelTimer();
		this.#work ??= Promise.resolve().then(async () => {
			while (this.#isWanted && !this.#isClosed) {
				this.#isWanted = false;
				await this.#pass();
			}
			this.#work = undefined;
			this.#sleep();
		});
		return this.#work;
	}

	/** Somebody may have changed a task's card. */
	touched(key: string): void {
		this.#watch.due(key, this.#options.nowMs());
	}

	/** Looks the project up again, and at some of its cards: people rename options, and move cards that nobody tells of. */
	sweep(): void {
		this.#options.place.renew();
		this.#watch.turn(CARDS_AT_ONCE, this.#options.nowMs());
	}

	/** Resolves when nothing is being shown; what waits for its time does not count. */
	async settled(): Promise<void> {
		await this.#work;
	}

	/** Waits for the write that is under way; what is left is found by the next process. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#cancelTimer();
		await this.#work;
	}

	async #pass(): Promise<void> {
		const { nowMs, onError } = this.#options;
		try {
			const config = await this.#look();
			const isDue =
				this.#watch.nextMs <= nowMs() && nowMs() >= this.#notBeforeMs;
			if (config === undefined || !isDue) return;
			// Cards are the first to wait when there is little left, and are caught up from what the board says by then.
			const may = this.#options.mayWrite?.("fields") ?? "now";
			if (may === "now") await this.#showDue(config);
			else this.#waitUntil(may.atMs);
		} catch (error) {
			onError(error, "the board cannot be read for the project now");
		}
	}

	/** Takes note of what has changed on the board; answers where it is to be shown. */
	#look(): Promise<ProjectConfig | undefined> {
		const { engine, place, nowMs, leads } = this.#options;
		const hasLed = this.#hasLed;
		this.#hasLed = leads();
		return engine.inspect((board) => {
			const config = board.board?.config.project;
			// What another process has shown, or not, while it led is not known here.
			const isNew = place.configure(config) || (leads() && !hasLed);
			if (isNew) this.#watch.reset();
			if (config !== undefined && leads()) this.#watch.look(board, nowMs());
			return config;
		});
	}

	/** Shows one batch; whatever is due besides comes in the next pass. */
	async #showDue(config: ProjectConfig): Promise<void> {
		const { engine, place, nowMs } = this.#options;
		const keys = this.#watch.take(CARDS_AT_ONCE, nowMs());
		try {
			const { project } = await place.look(config);
			// Without a project the next sweep tries again, and what is due stays due.
			if (project === undefined) return this.#putOff(keys, MAX_WAIT_MS);
			const tasks = await engine.inspect((board) => cardTasks(board, keys));
			if (tasks.length > 0) await this.#show(tasks, { project, config });
			this.#failures = 0;
			this.#isWanted ||= this.#watch.nextMs <= nowMs();
		} catch (error) {
			this.#failed(config, keys, error);
		}
	}

	async #show(
		tasks: readonly CardTask[],
		{ project, config }: { project: OpenProject; config: ProjectConfig },
	): Promise<void> {
		const { nowMs, onError, place } = this.#options;
		const shown = await showCards(tasks, { ...this.#options, project });
		for (const [key, atMs] of shown.again) this.#watch.due(key, atMs);
		const { budget, faults } = shown;
		if (budget !== undefined && budget.remaining < RESERVE)
			this.#waitUntil(Math.max(budget.resetAtMs, nowMs()));
		if (faults.length === 0) return;
		// Options may have other ids by now. What cannot be changed keeps back no other card.
		place.renew();
		this.#putOff(
			tasks.map(({ key }) => key),
			MAX_WAIT_MS,
		);
		const error = Object.assign(new Error(faults[0]?.message), {
			errors: faults,
		});
		if (!place.refused(config, error))
			onError(error, "some cards of the project cannot be changed");
	}

	#failed(
		config: ProjectConfig,
		keys: readonly string[],
		error: unknown,
	): void {
		const { nowMs, onError, place } = this.#options;
		const waitMs = Math.min(MAX_WAIT_MS, RETRY_MS * 2 ** this.#failures);
		this.#putOff(keys, waitMs);
		const postponed = postponedUntil(error);
		if (postponed !== undefined) {
			this.#waitUntil(postponed);
			return;
		}
		if (place.refused(config, error)) return;
		this.#failures += 1;
		onError(error, "the project does not show the board yet");
		this.#waitUntil(limitedUntilMs(error, nowMs()) ?? nowMs() + waitMs);
	}

	#putOff(keys: readonly string[], ms: number): void {
		const { nowMs } = this.#options;
		for (const key of keys) this.#watch.due(key, nowMs() + ms);
	}

	#waitUntil(ms: number): void {
		this.#notBeforeMs = Math.max(this.#notBeforeMs, ms);
	}

	/** Comes back when the next card is due. */
	#sleep(): void {
		if (this.#isClosed) return;
		const { nowMs, later } = this.#options;
		const next = Math.max(this.#watch.nextMs, this.#notBeforeMs);
		if (this.#watch.nextMs === Number.POSITIVE_INFINITY) return;
		const waitMs = Math.min(MAX_WAIT_MS, Math.max(0, next - nowMs()));
		this.#cancelTimer = later(waitMs, () => {
			void this.wake();
		});
	}
}
