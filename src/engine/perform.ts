import type { BoardReader } from "../core/board.ts";
import { fromMs, type Instant, later } from "../core/instant.ts";
import { FORMATS } from "../store/formats.ts";
import type { Oid, StagedCommit, Version } from "../store/store.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";
import type { Answer } from "./answer.ts";
import { isReading, isRecovery } from "./guard-plan.ts";
import { Head, type HeadOptions } from "./head.ts";
import { stageMigration } from "./migrate.ts";
import { type Pending, type Plan, type PlanOptions, plan } from "./plan.ts";
import { Presence } from "./presence.ts";
import { type Pushed, push } from "./push.ts";
import type { PushPace } from "./push-pace.ts";
import { takeReadable } from "./ready.ts";
import { isFresh, refuseFirstWrite } from "./refused-write.ts";
import { asKept, type Saying, type Script } from "./saying.ts";
import { allowed, VerifyBeside, verificationsIn } from "./verify-beside.ts";
import { type Later, realLater, type WaitRequest, Waits } from "./wait.ts";
import { Watchers } from "./watchers.ts";

/** What one board's engine needs. `nowMs` and `pause` are the only clock it has. */
export interface EngineOptions extends PlanOptions, HeadOptions {
	readonly pause: (ms: number) => Promise<void>;
	/** Says when pushes may be sent; without it they are sent at once. */
	readonly pace?: PushPace;
	/** What waits are timed with; the real one unless told otherwise. */
	readonly later?: Later;
}

/** How often commands that need no push are looked for while none may be sent. */
const LOOK_EVERY_MS = 100;
/** How many scripts share a push at most, and how often a batch that keeps losing races is tried. */
const MAX_BATCH = 1_000;
const MAX_ATTEMPTS = 60;
/** How often a push that fails without effect is tried before its commands are given back. */
const MAX_FAILURES = 3;
/** No remote is waited for longer than this between two tries. */
const MAX_WAIT_MS = 5_000;
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
	readonly #waits: Waits;
	readonly #watchers = new Watchers();
	readonly #queue: Waiting[] = [];
	readonly #beside: VerifyBeside;
	#turn: Promise<void> = Promise.resolve();
	#isDraining = false;
	#verifying: Promise<unknown> = Promise.resolve();

	constructor(options: EngineOptions) {
		const presence = options.presence ?? new Presence();
		this.#beside = new VerifyBeside(options);
		this.#options = { ...options, presence, beside: this.#beside };
		this.#head = new Head(options);
		this.#waits = new Waits({
			nowMs: options.nowMs,
			later: options.later ?? realLater,
			presence,
			look: () => this.#takeTurn(() => this.#lookForWaits()),
			again: () => this.#takeTurn(async () => this.#wakeWaits()),
		});
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
		const kept = script.map(asKept);
		const asked = verificationsIn(kept);
		if (asked.length === 0) return this.#enqueue(kept, isSettled);
		const answers = this.#verifyFor(asked, isSettled)
			.then(() => this.#enqueue(kept, isSettled))
			.finally(() => {
				for (const { opId } of asked) this.#beside.forget(opId);
			});
		this.#verifying = Promise.allSettled([this.#verifying, answers]);
		return answers;
	}

	/** Looks at the board as it is now on the remote. `look` must not keep the board: it changes with the next command. */
	inspect<T>(look: (board: BoardReader) => T): Promise<T> {
		return this.#takeTurn(async () => {
			if (await this.#head.refresh()) this.#wakeWaits();
			return look(this.#head.state);
		});
	}

	/** Looks at the branch and wakes those who wait, unless it is known to be at `head` already. True when it had moved. */
	look(head?: Oid): Promise<boolean> {
		return this.#takeTurn(async () => {
			const isKnown = head !== undefined && head === this.#head.version.oid;
			const hasMoved = !isKnown && (await this.#head.refresh());
			if (hasMoved) this.#wakeWaits();
			return hasMoved;
		});
	}

	/** A look at the board as it was last known here, at once: it may be behind the remote, or ahead of it by a push under way. */
	peek<T>(look: (board: BoardReader) => T): T {
		return look(this.#head.state);
	}

	/**
	 * Waits for a task that the agent can claim: what `next` answers as soon as there is one, `{task: null}` when time is up or the
	 * engine is closed. Claims nothing. Throws (`STORE_UNAVAILABLE`) when the board cannot be read at the start.
	 */
	wait(request: WaitRequest): Promise<Answer> {
		return this.#waits.wait(request);
	}

	/** Calls `act` after each move of the board that this process knows of, until the function that it answers is called. */
	watch(act: () => void): () => void {
		return this.#watchers.add(act);
	}

	/** Why nothing is written to the board, if so, as it was last known here. Questions and a recovery are still taken. */
	get frozen(): string | undefined {
		return this.#head.frozen;
	}

	/** Waits for everything handed in so far, then lets go of the store. */
	async close(): Promise<void> {
		this.#waits.close();
		await this.#verifying;
		await this.#turn;
		await this.#head.close();
		await this.#options.store.close();
	}

	#enqueue(
		script: Script,
		isSettled: Pending["isSettled"],
	): Promise<readonly Answer[]> {
		return new Promise((resolve, reject) => {
			this.#queue.push({ script, isSettled, resolve, reject });
			if (this.#isDraining) return;
			this.#isDraining = true;
			this.#takeTurn(() => this.#drain());
		});
	}

	/** Going through the whole log may take long: it is over before the script that asks for it is queued, and holds up no other. */
	async #verifyFor(
		asked: readonly Saying[],
		isSettled: Pending["isSettled"],
	): Promise<void> {
		if ((await isSettled?.()) === true) return;
		await this.#takeTurn(() => this.#head.refresh());
		const { state, version } = this.#head;
		const now = fromMs(this.#options.nowMs());
		if (version.oid !== null)
			for (const saying of allowed(asked, state, now))
				await this.#beside.run(version.oid, saying, now);
	}

	#takeTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(work);
		this.#turn = result.then(
			() => undefined,
			() => undefined,
		);
		return result;
	}

	async #lookForWaits(): Promise<void> {
		this.#waits.looking();
		await this.#head.refresh();
		this.#wakeWaits();
	}

	/** Only between batches: then the state is at the head. On a frozen board there is nothing to be claimed. */
	#wakeWaits(): void {
		this.#watchers.at(this.#head.version.oid);
		if (this.#head.frozen !== undefined) return;
		const { nowMs, onDefect } = this.#options;
		const now = later(this.#head.latest, fromMs(nowMs()));
		try {
			this.#waits.round(this.#head.state, now);
		} catch (error) {
			// Those who wait must not stand in the way of those who write.
			onDefect(error, "wait");
		}
	}

	async #drain(): Promise<void> {
		while (this.#queue.length > 0) {
			if (this.#head.version.oid !== null) this.#wakeWaits();
			const batch = await this.#nextBatch();
			// A recovery decides what the others are decided on; what it let wait comes again, behind what has waited longer.
			const recoveries = batch.filter(isRecovery);
			const others = batch.filter((pending) => !recoveries.includes(pending));
			let hasRecovered = false;
			for (const one of recoveries)
				hasRecovered = (await this.#settle([one])) || hasRecovered;
			if (!hasRecovered) await this.#settle(others);
			else
				for (const { reject } of others)
					reject(new StoreUnavailable("the board was recovered just now"));
		}
		this.#wakeWaits();
		this.#isDraining = false;
	}

	/**
	 * Carries out a batch and tells those who wait for it. On a frozen board only questions are answered. True when something
	 * was written.
	 */
	async #settle(batch: readonly Waiting[]): Promise<boolean> {
		if (batch.length === 0) return false;
		try {
			const answers = await this.#commit(batch);
			for (const [index, { resolve }] of batch.entries())
				resolve(answers[index] ?? []);
			return answers.some((script) => script.some(isFresh));
		} catch (error) {
			this.#head.restore();
			const questions =
				this.#head.frozen === undefined ? [] : batch.filter(isReading);
			const isMixed = questions.length < batch.length;
			for (const pending of batch)
				if (!isMixed || !questions.includes(pending)) pending.reject(error);
			return isMixed && this.#settle(questions);
		}
	}

	/** The next commands to carry out together: while no push may be sent yet, only what needs none. */
	async #nextBatch(): Promise<readonly Waiting[]> {
		const { pace, pause } = this.#options;
		const waitMs = pace?.waitMs(this.#pushesPerMinute) ?? 0;
		if (waitMs === 0) return this.#queue.splice(0, MAX_BATCH);
		const readable = takeReadable(this.#queue);
		// In small steps, so that questions do not wait for the next push.
		if (readable.length === 0) await pause(Math.min(waitMs, LOOK_EVERY_MS));
		return readable;
	}

	get #pushesPerMinute(): number {
		return this.#head.state.board?.config.pushes_per_minute ?? 0;
	}

	async #commit(
		batch: readonly Pending[],
		isPart = false,
	): Promise<Plan["answers"]> {
		const isUnsure =
			this.#head.version.oid === null || this.#head.frozen !== undefined;
		let isFresh = isUnsure && (await this.#head.refresh());
		let failures = 0;
		for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			// The first try was waited for, and a race is lost once at no cost; all beyond that is paced.
			if (isPart || attempt > 2) await this.#waitForPace();
			const planned = await plan(this.#head, batch, this.#options);
			if (planned.staged.length === 0) {
				// Nothing to write, so no compare-and-swap shows whether these answers are still true: look.
				if (isFresh || !(await this.#head.refresh())) return planned.answers;
				isFresh = true;
				continue;
			}
			const pushed = await this.#append(planned);
			if (pushed.kind === "accepted") return planned.answers;
			this.#head.restore();
			if (pushed.kind === "refused")
				return this.#withoutRefused(batch, planned, pushed.reason);
			if (pushed.kind === "failed")
				await this.#waitAfter(pushed.error, ++failures);
			else if (attempt > 1)
				await this.#options.pause(Math.min(100, 2 * attempt));
			await this.#head.refresh();
			isFresh = true;
		}
		throw new StoreUnavailable(
			`the board's branch moved ${MAX_ATTEMPTS} times while a batch was written`,
		);
	}

	/** Waits for the next push where the board limits them. */
	async #waitForPace(): Promise<void> {
		const { pace, pause } = this.#options;
		const perMinute = this.#pushesPerMinute;
		const waitMs = perMinute > 0 ? (pace?.waitMs(perMinute) ?? 0) : 0;
		if (waitMs > 0) await pause(waitMs);
	}

	async #append({ staged, now, base }: Plan): Promise<Pushed> {
		await this.#mustBeWritable(base !== undefined);
		const brought = base === undefined ? await this.#bringUp(now) : undefined;
		if (brought !== undefined) return brought;
		const tip = staged.at(-1) as StagedCommit;
		const { store, pause, pace, nowMs } = this.#options;
		const startedMs = nowMs();
		const on = base ?? this.#head.version;
		const pushed = await push(store, on, { staged, pause });
		pace?.sent(this.#pushesPerMinute, nowMs() - startedMs);
		if (pushed.kind === "moved") pace?.rivalSeen();
		if (pushed.kind === "accepted") this.#head.advance(tip, now);
		return pushed;
	}

	/** Migrates a board of an older format before anything else is written to it, a bounded commit at a time. */
	async #bringUp(now: Instant): Promise<Pushed | undefined> {
		const { store, pause, pace, nowMs, identity, build } = this.#options;
		const { formats = FORMATS } = this.#options;
		const steps = stageMigration(this.#head.version, {
			formats,
			said: { build, now },
			committer: (at) => identity.committer(at),
		});
		let on: Version | undefined;
		for (const step of steps) {
			const startedMs = nowMs();
			const base = on ?? this.#head.version;
			const pushed = await push(store, base, { staged: [step], pause });
			pace?.sent(this.#pushesPerMinute, nowMs() - startedMs);
			if (pushed.kind !== "accepted") return pushed;
			on = step;
		}
		// The commands were staged on the board as it was: they are planned anew.
		return on && { kind: "moved" };
	}

	/**
	 * Throws while nothing may be written. This passes, so it is no answer to any command: whoever handed it in keeps it and
	 * comes again.
	 */
	async #mustBeWritable(isRecovered: boolean): Promise<void> {
		const { frozen } = this.#head;
		if (frozen !== undefined && !isRecovered)
			throw new StoreUnavailable(
				`the board is frozen: ${frozen}; \`/doctor\` says what an administrator can do`,
			);
		if (this.#skewMs() > MAX_SKEW_MS) await this.#options.store.head();
		const skewMs = this.#skewMs();
		if (skewMs > MAX_SKEW_MS)
			throw new StoreUnavailable(
				`this machine's clock is ${Math.round(skewMs / 1_000)} s away from the remote's: set it`,
			);
	}

	#skewMs(): number {
		return Math.abs(this.#options.store.clockSkewMs() ?? 0);
	}

	/** One poisoned script must not take the others with it: halves are tried, and only one that is alone is refused. */
	async #withoutRefused(
		batch: readonly Pending[],
		{ answers }: Plan,
		reason: string,
	): Promise<Plan["answers"]> {
		const [first] = batch;
		if (first !== undefined && batch.length === 1)
			return first.script.length === 1
				? answers.map((script) => refuseFirstWrite(script, reason))
				: this.#inHalves(first);
		const half = Math.ceil(batch.length / 2);
		return [
			...(await this.#commit(batch.slice(0, half), true)),
			...(await this.#commit(batch.slice(half), true)),
		];
	}

	/** Of several commands in one script only the poisoned one is refused: what was said before it stands, the rest is not done. */
	async #inHalves({ script, ...pending }: Pending): Promise<Plan["answers"]> {
		const half = Math.ceil(script.length / 2);
		const answers: Answer[] = [];
		for (const part of [script.slice(0, half), script.slice(half)]) {
			const [told = []] = await this.#commit(
				[{ ...pending, script: part }],
				true,
			);
			answers.push(...told);
			if (told.some(({ ok }) => !ok)) break;
		}
		return [answers];
	}

	async #waitAfter(error: unknown, failures: number): Promise<void> {
		if (failures >= MAX_FAILURES) throw error;
		const asked = (error as { retryAfterMs?: number }).retryAfterMs ?? 0;
		if (asked > MAX_WAIT_MS) throw error;
		await this.#options.pause(Math.max(asked, 200 * 2 ** failures));
	}
}
