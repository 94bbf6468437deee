import { fromMs } from "../core/instant.ts";
import type { TaskKey } from "../core/task.ts";
import { type BoardShare, ONLY_PROCESS } from "../engine/board-share.ts";
import type { AgentDoorOptions } from "./agent-door.ts";
import { appSays } from "./app-says.ts";
import { BoardListener } from "./board-listener.ts";
import { SweepPace } from "./budget/sweep-pace.ts";
import { CallRate } from "./call-rate.ts";
import { CommandRate } from "./command-rate.ts";
import { CommentInbox } from "./comment-inbox.ts";
import { doorFacts } from "./door-facts.ts";
import { EventInbox } from "./event-inbox.ts";
import { type Followers, makeFollowers } from "./followers.ts";
import { GoneIssues } from "./gone-issues.ts";
import { HearingLoop } from "./hearing-loop.ts";
import { OwedReplies } from "./owed-replies.ts";
import { Projector } from "./projection/projector.ts";
import { makeProjectDoor, type ProjectDoor } from "./projects/project-door.ts";
import type { Repository } from "./repository.ts";
import type { RepositoryOptions } from "./repository-options.ts";
import { rememberedDenials } from "./roles.ts";
import { UnderWay } from "./under-way.ts";

/** What a repository's door is made of, as far as webhooks and the processes beside this one have to do with it. */
export interface RepositoryParts {
	readonly comments: CommentInbox;
	readonly gone: GoneIssues;
	readonly followers: Followers;
	readonly loop: HearingLoop;
	readonly owed: OwedReplies;
	readonly pace: SweepPace;
	readonly projector: Projector;
	/** Absent where the board is shown in no project. */
	readonly project: ProjectDoor | undefined;
	readonly share: BoardShare;
	readonly listener: BoardListener;
	/** What boards are opened with for accounts that speak through a door of agents. */
	readonly agents: Omit<AgentDoorOptions, "place">;
}

/** Makes the parts known to each other. What one of them finds out by itself comes in by the `repository`'s doors as well. */
export function makeParts(
	options: RepositoryOptions,
	repository: Pick<Repository, "issueEvent" | "issueGone" | "tell" | "sweep">,
): RepositoryParts {
	const { projects, share = ONLY_PROCESS } = options;
	const say = appSays(options);
	const leads = () => share.leads();
	const gone = new GoneIssues(options, say);
	const owed = new OwedReplies(options);
	const reply = (issue: number, body: string) =>
		owed.write(
			{ issue, body },
			{ now: fromMs(options.nowMs()), isLate: loop.isSweeping },
		);
	const gatesAsked = (key: TaskKey) => followers.dispatches.gatesAsked(key);
	const projector: Projector = new Projector({
		...options,
		onUnexplained: () => repository.issueEvent(),
		hasHeard: (untilMs) => events.hasHeard(untilMs),
		onGone: (issue) => repository.issueGone(issue),
		onUnexplainedEdges: (shown, unexplained) =>
			repository.tell(({ edges }) => edges.add(shown, unexplained)),
		onShown: () => void project?.writer.wake(),
	});
	const project =
		projects &&
		makeProjectDoor({
			...{ ...options, projects, leads },
			putBack: (issue, remark) => projector.putBack(issue, remark),
		});
	const followers: Followers = makeFollowers({
		...{ ...options, projector, gatesAsked, reply },
		cards: project?.inbox,
		openSoon: () => void loop.sweep(),
	});
	const facts = doorFacts({ ...options, gatesAsked });
	const rate = new CommandRate(options.nowMs);
	const comments = new CommentInbox({ ...options, facts, rate, reply });
	const events = new EventInbox({ ...options, gatesAsked, projector, reply });
	const listener = new BoardListener({
		...{ ...options, share, projector },
		sweep: () => void repository.sweep(),
	});
	const heard = { comments, events, gone, followers, owed };
	const loop: HearingLoop = new HearingLoop({
		...{ ...options, ...heard, share, say, projector, project },
		onSwept: (isWhole) => listener.swept(isWhole),
	});
	const pace = new SweepPace({
		...options,
		sweep: () => void (leads() && loop.sweep()),
	});
	const agents = {
		...{ ...options, facts, calls: new CallRate(options.nowMs) },
		api: { role: rememberedDenials((account) => options.api.role(account)) },
		underWay: new UnderWay(),
		onChanged: () => loop.follow(),
	};
	return {
		agents,
		...{ comments, gone, followers, loop, owed, pace },
		...{ projector, project, share, listener },
	};
}
