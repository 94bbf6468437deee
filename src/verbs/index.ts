import { approve } from "./approve.ts";
import { artifact } from "./artifact.ts";
import { assign } from "./assign.ts";
import { baton } from "./baton.ts";
import { block } from "./block.ts";
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
import { enroll } from "./enroll.ts";
import { exempt } from "./exempt.ts";
import { expire } from "./expire.ts";
import { exportBoard } from "./export.ts";
import { handoff } from "./handoff.ts";
import { head } from "./head.ts";
import { heartbeat } from "./heartbeat.ts";
import { makeHelp } from "./help.ts";
import { history } from "./history.ts";
import { list } from "./list.ts";
import { mark } from "./mark.ts";
import { move } from "./move.ts";
import { next } from "./next.ts";
import { note } from "./note.ts";
import { override } from "./override.ts";
import { patch } from "./patch.ts";
import { ping } from "./ping.ts";
import { recover } from "./recover.ts";
import { release } from "./release.ts";
import { reopen } from "./reopen.ts";
import { requeue } from "./requeue.ts";
import { require } from "./require.ts";
import { setPriority } from "./set-priority.ts";
import { show } from "./show.ts";
import { unassign } from "./unassign.ts";
import { unblock } from "./unblock.ts";
import { undepend } from "./undepend.ts";
import { upgrade } from "./upgrade.ts";
import type { Verb } from "./verb.ts";
import { verify } from "./verify.ts";

/** Everything Baton can be told, in the order help lists it. Every door is made from this table. */
export const VERBS: readonly Verb[] = [
	// The worker's loop.
	next,
	claim,
	claimNext,
	context,
	heartbeat,
	note,
	patch,
	artifact,
	handoff,
	release,
	done,
	// The board and its order.
	enroll,
	list,
	show,
	baton,
	history,
	assign,
	unassign,
	setPriority,
	require,
	move,
	depend,
	undepend,
	block,
	unblock,
	// Judging and ending.
	approve,
	changes,
	override,
	cancel,
	reopen,
	requeue,
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
];

const BY_NAME: ReadonlyMap<string, Verb> = new Map(
	VERBS.map((verb) => [verb.name, verb]),
);

/** The verb of that name, if there is one. */
export function findVerb(name: string): Verb | undefined {
	return BY_NAME.get(name);
}
