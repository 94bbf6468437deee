import { refuse } from "../core/errors.ts";
import type {
	BoardDoor,
	BoardPlace,
	Caller,
	OpenBoardDoor,
} from "../engine/board-door.ts";
import { CallRate } from "./call-rate.ts";

/** The boards of the repositories that the App works for, as far as agents come to them. */
interface OpenRepositories {
	named(
		owner: string,
		repo: string,
	): Promise<
		{ readonly id: number; readonly door: AgentsRepository } | undefined
	>;
}

interface AgentsRepository {
	agentDoor(caller: Caller, place: BoardPlace): Promise<BoardDoor | undefined>;
}

/** How often in a minute one account may ask for boards that it is not shown, wherever they are or are not. */
const LIMITS = { api_calls_per_actor_per_minute: 600 };

/**
 * Opens boards by name. `board` is the name of the board that every repository has. Asking in vain is counted, of a repository that
 * is there and of one that is not alike, before GitHub is asked: else it would use up what the App may ask.
 */
export function agentBoards(
	repositories: OpenRepositories,
	board: string,
	nowMs: () => number,
): OpenBoardDoor {
	const opens = new CallRate(nowMs);
	return async (place, caller) => {
		const tooMany = opens.admit(caller.actor.id, LIMITS);
		if (tooMany !== undefined) return tooMany;
		const isKnown = place.board === board;
		const found = isKnown
			? await repositories.named(place.owner, place.repo)
			: undefined;
		const { repositories: only } = caller;
		const isWithin = found && (only?.includes(found.id) ?? true);
		const door = isWithin && (await found.door.agentDoor(caller, place));
		if (!door) return noBoard(place);
		opens.takeBack(caller.actor.id);
		return door;
	};
}

/** Told alike of a board that is not there and of one that the caller may not see. */
function noBoard({ owner, repo, board }: BoardPlace) {
	return refuse(
		"NOT_FOUND",
		`There is no board ${owner}/${repo}/${board} here for you.`,
		"Name the repository as owner/name; the App has to be installed on it, and your account needs to see it.",
	);
}
