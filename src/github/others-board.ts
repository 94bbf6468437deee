import type { Actor } from "../core/actor.ts";
import { mayWriteTo } from "../engine/board-committer.ts";
import { githubIdentity } from "../engine/identity.ts";
import type { OpenedBoard } from "./open-repository.ts";

/**
 * Lets go of a board that a workflow keeps, and throws: two forms of Baton on one board would undo each other's work, on the branch
 * and in what is shown. Where it cannot be found out the board is opened; the store asks again before it writes.
 */
export async function refuseOthersBoard(
	engine: Pick<OpenedBoard, "keptBy" | "close">,
	app: Actor,
): Promise<void> {
	const keeper = await engine.keptBy?.().catch(() => undefined);
	const ours = githubIdentity(app).committer(0);
	if (keeper === undefined || mayWriteTo(keeper, ours)) return;
	await engine.close();
	throw new Error(
		`the board is kept by ${keeper.name}, and nothing is written to it: one form of Baton works a board, so take the workflow away or leave the repository out of the installation (docs/actions.md)`,
	);
}
