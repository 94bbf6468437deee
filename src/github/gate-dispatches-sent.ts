import type { GateDispatch } from "./gate-dispatch-api.ts";
import type { DispatchWanted } from "./gate-dispatches-wanted.ts";
import type { HeadApi } from "./head-api.ts";

/** A run that GitHub took the request for. */
interface Sent {
	readonly gate: string;
	readonly sha: string;
	readonly check: DispatchWanted["check"];
	readonly atMs: number;
}

/** What looking after requests needs. */
export interface SentOptions {
	readonly heads: Pick<HeadApi, "checks">;
	readonly nowMs: () => number;
	readonly onRefusal: (what: string) => void;
}

/** A runner may take a while to be found. */
const EXPECTED_AFTER_MS = 10 * 60_000;
const MOST = 1_000;

/** Requests for runs of the gate workflow that GitHub took. It takes them also where there is no such workflow. */
export class DispatchesSent {
	readonly #options: SentOptions;
	/** The oldest first. */
	#sent: readonly Sent[] = [];

	constructor(options: SentOptions) {
		this.#options = options;
	}

	add(
		{ gate, sha }: Pick<GateDispatch, "gate" | "sha">,
		check: Sent["check"],
	): void {
		const atMs = this.#options.nowMs();
		this.#sent = [...this.#sent, { gate, sha, check, atMs }].slice(-MOST);
	}

	/** Tells once of each request that no check has come of in ten minutes; looks at so many at most. */
	async look(most: number): Promise<void> {
		const { heads, nowMs, onRefusal } = this.#options;
		const dueMs = nowMs() - EXPECTED_AFTER_MS;
		const due = this.#sent.filter(({ atMs }) => atMs <= dueMs).slice(0, most);
		for (const sent of due) {
			const { gate, sha, check } = sent;
			const isThere = (await heads.checks(sha)).some(
				({ name, app }) => name === check.name && app === check.app,
			);
			this.#sent = this.#sent.filter((one) => one !== sent);
			if (!isThere)
				onRefusal(
					`the gate ${gate} was asked for at ${sha}, and there is no check ${check.name} yet: is baton-gate.yml on the default branch, and does its run say why?`,
				);
		}
	}
}
