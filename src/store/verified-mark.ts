import type { Oid, Signature } from "./store.ts";

/** How far a branch was verified, by whom, and what later commits have to go on from. */
export interface VerifiedMark {
	/** The last commit that was found to hold, and how many there are up to it. */
	readonly head: Oid;
	readonly commits: number;
	/** Who committed the first commit, and so has to have committed all. */
	readonly committer: Pick<Signature, "name" | "email">;
	/** The version of Baton that verified, and the newest rules it knew. */
	readonly build: string;
	readonly rules: number;
}

/** One place that remembers one branch's mark. It may forget at any time, and never throws: a lost mark costs time alone. */
export interface MarkKeeper {
	load(): Promise<VerifiedMark | undefined>;
	save(mark: VerifiedMark): Promise<void>;
}

/** A mark out of parsed JSON; undefined for anything else. */
export function readMark(value: unknown): VerifiedMark | undefined {
	const { head, commits, committer, build, rules } = fieldsOf(value);
	const { name, email } = fieldsOf(committer);
	const isMark =
		typeof head === "string" &&
		/^[0-9a-f]{40}$/.test(head) &&
		Number.isSafeInteger(commits) &&
		Number(commits) > 0 &&
		typeof name === "string" &&
		typeof email === "string" &&
		typeof build === "string" &&
		typeof rules === "number";
	return isMark
		? {
				head,
				commits: Number(commits),
				committer: { name, email },
				build,
				rules,
			}
		: undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null
		? (value as Readonly<Record<string, unknown>>)
		: {};
}
