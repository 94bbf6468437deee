import type { Probot } from "probot";
import { HintQueue } from "../hint-queue.ts";
import type { Repository } from "../repository.ts";
import { ask, type GraphqlClient } from "./ask.ts";
import { toCardHint, type UnplacedHint } from "./card-hint.ts";
import { CONTENT } from "./documents.ts";

/** What webhooks about cards are heard with. */
export interface CardListeners {
	readonly doors: CardDoors;
	/** True for the app's own account, whose edits are echoes. */
	readonly isOwn: (login: string) => Promise<boolean>;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** Repositories that are open, by the ids GitHub gives them. */
export interface CardDoors {
	/** Those of one installation. A card opens none: whatever is in somebody's project may lie in somebody else's repository. */
	under(installationId: number): Promise<
		readonly {
			readonly id: number;
			readonly door: Pick<Repository, "cardEdited" | "mayShowIn">;
		}[]
	>;
	/** False while there may be more. */
	readonly isWhole: boolean;
}

/** A hint, and a client of the installation that it came by. */
interface Waiting {
	readonly hint: UnplacedHint;
	readonly octokit: GraphqlClient;
	readonly installation: { readonly id: number };
}

/** Hears of edited cards; what could not be placed is tried again by the returned function, at each sweep. */
export function hearCards(
	probot: Probot,
	listeners: CardListeners,
): () => Promise<void> {
	const { nowMs, onError } = listeners;
	const queue = new HintQueue<Waiting>({
		nowMs,
		onError: (error) => onError(error, "an edited card has to wait"),
	});
	let work = Promise.resolve();
	const follow = (again: boolean) => {
		// One after the other: edits of one card are handed on in the order in which they came.
		work = work.then(() =>
			queue.hear({ again }, (waiting) => placeHint(waiting, listeners)),
		);
		return work;
	};
	probot.on("projects_v2_item.edited", ({ id, payload, octokit }) => {
		const { installation } = payload;
		const hint = toCardHint(payload, id);
		if (hint === undefined || installation === undefined) return;
		queue.add({ hint, octokit, installation }, id);
		void follow(false);
	});
	return () => follow(true);
}

/**
 * Hands a hint to the repository that its card's issue is in. A card of a project that shows none of the open boards is none of
 * ours, and GitHub is not asked about it; nor is one whose issue the app may not see. Throws while it may be one of ours.
 */
async function placeHint(
	{ hint, octokit, installation }: Waiting,
	{ doors, isOwn }: CardListeners,
): Promise<void> {
	const { content, ...rest } = hint;
	if (await isOwn(hint.editor.login)) return;
	const open = await doors.under(installation.id);
	const possible = open.filter(({ door }) => door.mayShowIn(hint.project));
	if (possible.length > 0) {
		const { data } = await ask(octokit, CONTENT, { content });
		const { number: issue, repository } = (data as RawContentAnswer).node ?? {};
		if (issue === undefined) return;
		const found = possible.find(({ id }) => id === repository?.databaseId);
		if (found !== undefined) return found.door.cardEdited({ ...rest, issue });
	}
	if (!doors.isWhole) throw new Error("not every repository is open yet");
}

interface RawContentAnswer {
	readonly node?: {
		readonly number?: number;
		readonly repository?: { readonly databaseId?: number | null };
	} | null;
}
