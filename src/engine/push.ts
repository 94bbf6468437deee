import type { StagedCommit, Store, Version } from "../store/store.ts";
import { contains } from "./head.ts";

/**
 * What became of a push. `refused`: the remote would not have the content, and why. `failed`: it did not take effect and the
 * branch is where it was; `error` is what went wrong.
 */
export type Pushed =
	| { readonly kind: "accepted" }
	| { readonly kind: "moved" }
	| { readonly kind: "refused"; readonly reason: string }
	| { readonly kind: "failed"; readonly error: unknown };

/** How often, and how long in all, an unreachable remote is asked whether a push landed. */
const ASK_AGAIN_MS = [50, 200, 1_000, 3_000] as const;

/**
 * Appends a chain to the branch and finds out what became of it, also when the answer got lost: the branch then tells by
 * containing the chain or not. Throws only when the remote stays silent.
 */
export async function push(
	store: Store,
	base: Version,
	{
		staged,
		pause,
	}: {
		readonly staged: readonly StagedCommit[];
		readonly pause: (ms: number) => Promise<void>;
	},
): Promise<Pushed> {
	const tip = staged.at(-1);
	if (tip === undefined) throw new Error("nothing to push");
	try {
		return await store.append(base.oid, staged);
	} catch (error) {
		const head = await askHead(store, pause);
		if (head === undefined) throw error;
		if (head.oid === base.oid)
			return isTooLarge(error)
				? { kind: "refused", reason: (error as Error).message }
				: { kind: "failed", error };
		return head.oid !== null && (await contains(store, head.oid, tip.oid))
			? { kind: "accepted" }
			: { kind: "moved" };
	}
}

/** A server that will not read so much says so before git can: with fewer commands it may. */
function isTooLarge(error: unknown): boolean {
	return (error as { status?: number }).status === 413;
}

async function askHead(
	store: Store,
	pause: (ms: number) => Promise<void>,
): Promise<{ oid: string | null } | undefined> {
	for (const waitMs of ASK_AGAIN_MS) {
		try {
			return { oid: await store.head() };
		} catch {
			// The remote is still out of reach; the caller hears of the first failure.
			await pause(waitMs);
		}
	}
	return undefined;
}
