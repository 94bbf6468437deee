import type { ToldComment } from "./comment-inbox.ts";
import type { TurnDoor } from "./hear-turn.ts";

/** On a frozen board all has to wait but questions and the recovery; those must not wait behind the rest. Never throws. */
export async function hearWhileFrozen(
	{
		told,
		sweeps,
	}: { readonly told: readonly ToldComment[]; readonly sweeps: boolean },
	{
		comments,
		engine,
		onError,
	}: Pick<TurnDoor, "comments" | "engine"> & {
		readonly onError: (error: unknown, what: string) => void;
	},
): Promise<void> {
	const hasToWait = (error: unknown) =>
		onError(error, "comments on a frozen board have to wait");
	await comments.hearTold(told).catch(hasToWait);
	if (!sweeps) return;
	try {
		const inbox = await engine.inspect(({ board }) => board?.inbox);
		// The marks stay where they are: what waits is found again.
		if (inbox !== undefined) await comments.hearSince(inbox);
	} catch (error) {
		hasToWait(error);
	}
}
