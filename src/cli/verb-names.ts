/**
 * The verbs that are commands by themselves, by what they are about, in the order of the help. Those about a plan are said by
 * `baton execute`, and some have a command of their own. The verbs themselves are loaded once one is said.
 */
export const VERB_NAMES = {
	"work on a task":
		"next explain wait claim claim-next context heartbeat note remember recall summary patch baton artifact retract ack handoff release fail done".split(
			" ",
		),
	"order the board":
		"enroll subtask edit list search assign unassign priority require due move depend undepend parent unparent block unblock".split(
			" ",
		),
	"judge and end":
		"approve changes override force-release cancel reopen requeue".split(" "),
	"look after agents and board":
		"register agents stats metrics ping configure upgrade recover".split(" "),
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** All of them. */
export const VERB_COMMANDS: readonly string[] =
	Object.values(VERB_NAMES).flat();
