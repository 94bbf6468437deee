import { ack } from "./ack.ts";
import { agents } from "./agents.ts";
import { approve } from "./approve.ts";
import { artifact } from "./artifact.ts";
import { assign } from "./assign.ts";
import { baton } from "./baton.ts";
import { block } from "./block.ts";
import { boardView } from "./board.ts";
import { cancel } from "./cancel.ts";
import { changes } from "./changes.ts";
import { claim } from "./claim.ts";
import { claimNext } from "./claim-next.ts";
import { close } from "./close.ts";
import { configure } from "./configure.ts";
import { context } from "./context.ts";
import { depend } from "./depend.ts";
import { dismiss } from "./dismiss.ts";
import { doctor } from "./doctor.ts";
import { done } from "./done.ts";
import { due } from "./due.ts";
import { edit } from "./edit.ts";
import { enroll } from "./enroll.ts";
import { exempt } from "./exempt.ts";
import { expire } from "./expire.ts";
import { explain } from "./explain.ts";
import { exportBoard } from "./export.ts";
import { fail } from "./fail.ts";
import { feed } from "./feed.ts";
import { forceRelease } from "./force-release.ts";
import { handoff } from "./handoff.ts";
import { head } from "./head.ts";
import { heartbeat } from "./heartbeat.ts";
import { makeHelp } from "./help.ts";
import { history } from "./history.ts";
import { list } from "./list.ts";
import { mark } from "./mark.ts";
import { metrics } from "./metrics.ts";
import { move } from "./move.ts";
import { next } from "./next.ts";
import { note } from "./note.ts";
import { override } from "./override.ts";
import { parent } from "./parent.ts";
import { patch } from "./patch.ts";
import { ping } from "./ping.ts";
import { action } from "./plan/action.ts";
import { amend } from "./plan/amend.ts";
import { dispatched } from "./plan/dispatched.ts";
import { gate } from "./plan/gate.ts";
import { plan } from "./plan/plan.ts";
import { record } from "./plan/record.ts";
import { retro } from "./plan/retro.ts";
import { retry } from "./plan/retry.ts";
import { runs } from "./plan/runs.ts";
import { skip } from "./plan/skip.ts";
import { start } from "./plan/start.ts";
import { status } from "./plan/status.ts";
import { trace } from "./plan/trace.ts";
import { proposeEdit } from "./propose-edit.ts";
import { recall } from "./recall.ts";
import { recover } from "./recover.ts";
import { register } from "./register.ts";
import { release } from "./release.ts";
import { remember } from "./remember.ts";
import { reopen } from "./reopen.ts";
import { requeue } from "./requeue.ts";
import { require } from "./require.ts";
import { retract } from "./retract.ts";
import { search } from "./search.ts";
import { setPriority } from "./set-priority.ts";
import { show } from "./show.ts";
import { stats } from "./stats.ts";
import { subtask } from "./subtask.ts";
import { summary } from "./summary.ts";
import { unassign } from "./unassign.ts";
import { unblock } from "./unblock.ts";
import { undepend } from "./undepend.ts";
import { unparent } from "./unparent.ts";
import { upgrade } from "./upgrade.ts";
import type { Verb } from "./verb.ts";
import { verify } from "./verify.ts";
import { wait } from "./wait.ts";

/** Everything Baton can be told, in the order help lists it. Every door is made from this table. */
export const VERBS: readonly Verb[] = [
	// The worker's loop.
	next,
	explain,
	wait,
	claim,
	claimNext,
	context,
	heartbeat,
	note,
	remember,
	recall,
	summary,
	patch,
	artifact,
	retract,
	ack,
	handoff,
	release,
	fail,
	done,
	// The board and its order.
	enroll,
	subtask,
	edit,
	list,
	boardView,
	show,
	search,
	baton,
	history,
	feed,
	assign,
	unassign,
	setPriority,
	require,
	due,
	move,
	depend,
	undepend,
	parent,
	unparent,
	block,
	unblock,
	// Judging and ending.
	approve,
	changes,
	override,
	forceRelease,
	cancel,
	reopen,
	requeue,
	// A plan and its run.
	plan,
	start,
	action,
	dispatched,
	record,
	gate,
	amend,
	retry,
	skip,
	status,
	runs,
	trace,
	retro,
	// Who works, and how it goes.
	register,
	agents,
	stats,
	metrics,
	// Keeping house.
	configure,
	upgrade,
	verify,
	doctor,
	recover,
	exportBoard,
	ping,
	makeHelp(() => VERBS),
	// Said by Baton itself.
	close,
	dismiss,
	exempt,
	expire,
	head,
	mark,
	proposeEdit,
];

const BY_NAME: ReadonlyMap<string, Verb> = new Map(
	VERBS.map((verb) => [verb.name, verb]),
);

/** The verb of that name, if there is one. */
export function findVerb(name: string): Verb | undefined {
	return BY_NAME.get(name);
}
