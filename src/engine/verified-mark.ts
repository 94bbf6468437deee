import type { Oid, Signature, Store } from "../store/store.ts";

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

/** The newest rules that this version replays. */
const RULES = 1;

/** What makes and trusts marks: those of any other build are as good as none. */
export interface Verifier {
	readonly build: string;
	readonly keeper: MarkKeeper;
}

/** The mark that this build left, if it can be read and nobody else's is in its place. */
export async function ownMark({
	build,
	keeper,
}: Verifier): Promise<VerifiedMark | undefined> {
	const mark = await keeper.load();
	return mark?.build === build && mark.rules === RULES ? mark : undefined;
}

/** Leaves a mark for the next time. */
export async function leaveMark(
	{ build, keeper }: Verifier,
	{ name, email }: Signature | VerifiedMark["committer"],
	reached: Pick<VerifiedMark, "head" | "commits">,
): Promise<void> {
	const committer = { name, email };
	await keeper.save({ ...reached, committer, build, rules: RULES });
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

const IN_MEMORY = new WeakMap<Store, MarkKeeper>();

/** Remembers the mark of a store's branch for as long as the store is in use. */
export function markInMemory(store: Store): MarkKeeper {
	let mark: VerifiedMark | undefined;
	const keeper = IN_MEMORY.get(store) ?? {
		load: async () => mark,
		save: async (next: VerifiedMark) => {
			mark = next;
		},
	};
	IN_MEMORY.set(store, keeper);
	return keeper;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null
		? (value as Readonly<Record<string, unknown>>)
		: {};
}
