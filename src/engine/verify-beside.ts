import { defaultAgent } from "../core/agent.ts";
import type { BoardReader } from "../core/board.ts";
import type { Instant } from "../core/instant.ts";
import type { Oid } from "../store/store.ts";
import { codeOf } from "../store/store-unavailable.ts";
import { authorize } from "../verbs/authorize.ts";
import { findVerb } from "../verbs/index.ts";
import type { FactSources } from "./facts.ts";
import type { Saying, Script } from "./saying.ts";
import { markInMemory } from "./verified-mark.ts";
import { type Verification, verify } from "./verify.ts";

/** The sayings of a script that ask for a verification. */
export function verificationsIn(script: Script): readonly Saying[] {
	return script.filter(
		(saying): saying is Saying =>
			!("refusal" in saying) &&
			findVerb(saying.verb)?.gathers === "verification",
	);
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
 * meanwhile shares it, who asks about another goes on from where it ends.
 */
export class VerifyBeside {
	readonly #sources: FactSources;
	readonly #found = new Map<string, Verification>();
	#latest:
		| { readonly head: Oid; readonly result: Promise<Verification> }
		| undefined;

	constructor(sources: FactSources) {
		this.#sources = sources;
	}

	/**
	 * Verifies up to a commit on behalf of a command, which finds the result by its op id until `forget`. Throws
	 * `STORE_UNAVAILABLE`; after any other failure there is just no result.
	 */
	async run(head: Oid, opId: string): Promise<void> {
		try {
			this.#found.set(opId, await this.#share(head));
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
