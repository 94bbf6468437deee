import { defaultAgent } from "../core/agent.ts";
import type { BoardReader } from "../core/board.ts";
import type { Instant } from "../core/instant.ts";
import type { Oid } from "../store/store.ts";
import { codeOf } from "../store/store-unavailable.ts";
import { authorize } from "../verbs/authorize.ts";
import { findVerb } from "../verbs/index.ts";
import { daysAsked } from "../verbs/metrics/day-figures.ts";
import type { FactSources } from "./facts.ts";
import type { Saying, Script } from "./saying.ts";
import { surveyDays } from "./survey-facts.ts";
import { markInMemory } from "./verified-mark.ts";
import { type Verification, verify } from "./verify.ts";

/** The sayings of a script whose answer takes going through the log: for a verification, or for what happened in many days. */
export function verificationsIn(script: Script): readonly Saying[] {
	return script.filter((saying): saying is Saying => {
		if ("refusal" in saying) return false;
		const gathers = findVerb(saying.verb)?.gathers;
		return gathers === "verification" || gathers === "survey";
	});
}

/** Those of the sayings whose speaker may have what is asked for. */
export function allowed(
	sayings: readonly Saying[],
	{ board }: BoardReader,
	now: Instant,
): readonly Saying[] {
	return sayings.filter((saying) => {
		const verb = findVerb(saying.verb);
		if (verb === undefined || board === undefined) return false;
		const { config } = board;
		const agent = saying.agent ?? defaultAgent(config, saying.actor);
		return authorize(verb, { ...saying, agent, now }, config) === undefined;
	});
}

/** Verifies the branch up to a commit, from where it was verified before. Throws `STORE_UNAVAILABLE`. */
export function verifyUpTo(
	head: Oid,
	{ store, identity, build, marks }: FactSources,
): Promise<Verification> {
	const verifier = { build, keeper: marks ?? markInMemory(store) };
	return verify(store, { head, identity, verifier });
}

/**
 * Verifies a board's branch while its commands go on. One verification runs at a time: who asks about the same commit
 * meanwhile shares it, who asks about another goes on from where it ends. What is asked of the log's last days is looked up
 * here as well, for the same reason.
 */
export class VerifyBeside {
	readonly #sources: FactSources;
	readonly #found = new Map<string, Verification>();
	#surveying: Promise<unknown> = Promise.resolve();
	#latest:
		| { readonly head: Oid; readonly result: Promise<Verification> }
		| undefined;

	constructor(sources: FactSources) {
		this.#sources = sources;
	}

	/**
	 * Verifies up to a commit on behalf of a command, which finds the result by its op id until `forget`; or goes through the
	 * log's last days, which are then known. Throws `STORE_UNAVAILABLE`; after any other failure there is just no result.
	 */
	async run(head: Oid, saying: Saying, now: Instant): Promise<void> {
		try {
			if (findVerb(saying.verb)?.gathers === "survey")
				await this.#survey(head, saying, now);
			else this.#found.set(saying.opId, await this.#share(head));
		} catch (error) {
			if (codeOf(error) === "STORE_UNAVAILABLE") throw error;
		}
	}

	/** What a command's verification came to. */
	found(opId: string): Verification | undefined {
		return this.#found.get(opId);
	}

	/** The command was answered. */
	forget(opId: string): void {
		this.#found.delete(opId);
	}

	/** One after the other: who comes second finds nearly all of it known. */
	#survey(head: Oid, { input }: Saying, now: Instant): Promise<unknown> {
		const { store, identity } = this.#sources;
		const asked = { store, identity, head, days: daysAsked(input), now };
		const read = () => surveyDays(asked);
		const found = this.#surveying.then(read, read);
		this.#surveying = found;
		return found;
	}

	#share(head: Oid): Promise<Verification> {
		if (this.#latest?.head === head) return this.#latest.result;
		const before = this.#latest?.result ?? Promise.resolve();
		const next = () => verifyUpTo(head, this.#sources);
		const latest = { head, result: before.then(next, next) };
		this.#latest = latest;
		const end = () => {
			if (this.#latest === latest) this.#latest = undefined;
		};
		latest.result.then(end, end);
		return latest.result;
	}
}
