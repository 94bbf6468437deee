import type { BoardInbox } from "../core/config.ts";
import { fromMs } from "../core/instant.ts";
import type { BoardShare } from "../engine/board-share.ts";
import type { Engine } from "../engine/perform.ts";
import type { AppSays } from "./app-says.ts";
import type { CommentInbox, ToldComment } from "./comment-inbox.ts";
import type { EventInbox } from "./event-inbox.ts";
import { afterComments, beforeComments, type Followers } from "./followers.ts";
import type { GoneIssues } from "./gone-issues.ts";
import type { OwedReplies } from "./owed-replies.ts";
import { reap } from "./reap.ts";
import { sweepFollowers } from "./sweep-followers.ts";
import type { SweepRound } from "./sweep-round.ts";

/** Everything that is heard in one repository, and what it is heard with. */
export interface TurnDoor {
	readonly comments: CommentInbox;
	readonly events: EventInbox;
	readonly gone: GoneIssues;
	readonly followers: Followers;
	readonly owed: OwedReplies;
	readonly engine: Engine;
	readonly share: BoardShare;
	readonly say: AppSays;
}

/** What one turn is about. */
export interface Turn {
	/** Comments that webhooks told of. */
	readonly told: readonly ToldComment[];
	/** True when the events of issues are read. */
	readonly readsEvents: boolean;
	/** The sweep that is under way. */
	readonly round: SweepRound | undefined;
}

/**
 * Hears a bounded number of what is behind, and everything that is new: first what makes issues tasks, then what is said to
 * these, then what follows from both. True when something could not be dealt with now.
 */
export async function hearTurn(turn: Turn, door: TurnDoor): Promise<boolean> {
	const { round } = turn;
	const { comments, events, followers, engine } = door;
	const hasEventsLeft = await hearEvents(turn, door);
	await door.gone.end();
	const inbox = await engine.inspect(({ board }) => board?.inbox);
	const comesToComments =
		round !== undefined && !round.isAtComments && !events.hasRest;
	if (comesToComments) round.begin(inbox);
	await sweepFollowers(beforeComments(followers), {
		...{ round, inbox, again: comesToComments },
	});
	await hearComments(turn, inbox, door);
	const hasLeft = comments.takeHasLeft() || hasEventsLeft;
	const isThrough = round?.isDone === true;
	// Whoever leads no more leaves it to the one that does.
	if (isThrough && door.share.leads())
		await reap(fromMs(round.heardUpToMs), {
			...door,
			mayHaveLeft: (task) =>
				comments.mayHaveLeft(task) || events.isHeldUp(Number(task)),
		});
	await sweepFollowers(afterComments(followers), {
		...{ round, inbox, again: isThrough },
	});
	if (isThrough) await door.owed.writeOwed({ again: true });
	const isWaiting = Object.values(followers).some((one) => one.waits);
	return hasLeft || (isThrough && round.hasLeft) || isWaiting;
}

/** Before comments, always: the label that makes an issue a task may be told of after the first command on it. */
async function hearEvents(
	{ readsEvents, round }: Turn,
	{ events }: TurnDoor,
): Promise<boolean> {
	const read = readsEvents ? await events.read() : [];
	const lowestLeft = await events.hear(read);
	round?.heardEvents(read, lowestLeft);
	return Number.isFinite(lowestLeft);
}

async function hearComments(
	{ told, round }: Turn,
	inbox: BoardInbox | undefined,
	{ comments, events, say }: TurnDoor,
): Promise<void> {
	await round?.hearComments({
		comments,
		isHeldUp: (issue) => events.isHeldUp(issue),
		say,
	});
	const isBehind = round?.isDone === false && inbox !== undefined;
	if (isBehind) await comments.hearToldBehind(told, inbox);
	else await comments.hearTold(told);
}
