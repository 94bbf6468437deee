import type { Signature, Store } from "../store/store.ts";
import type { MarkKeeper, VerifiedMark } from "../store/verified-mark.ts";

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
