import type { JsonObject } from "../../src/core/errors.ts";

/** One line of the conversation: who says what, and the code of the refusal where it is one. */
export interface Line {
	readonly who: string;
	readonly verb: string;
	readonly task?: string;
	readonly step?: string;
	readonly input?: JsonObject;
	readonly refused?: string;
}

/** What the board it is held on is set up with. */
export const CONFIG = `review: always
allow_unproven_gates: true
attempts: { max: 2, backoff: 1s, backoff_max: 1s }
pushes_per_minute: 0
limits:
  comment_commands_per_actor_per_minute: 1000
  comment_commands_per_minute: 1000
`;

const PLAN = {
	phases: [
		{
			name: "Build",
			steps: [
				{ role: "backend-engineer", task: "Rotate the logs" },
				{ role: "technical-writer", task: "Document it" },
			],
			gate: { name: "ci", checks: [{ name: "test", app: "ci" }] },
		},
	],
};

const on =
	(who: string, task?: string) =>
	(verb: string, input?: JsonObject, more: Partial<Line> = {}): Line => ({
		...{ who, verb },
		...(task === undefined ? {} : { task }),
		...(input === undefined ? {} : { input }),
		...more,
	});

const asked = on("bob");
const kept = on("maintainer");
const [bob1, bob2, bob3, bob4] = ["1", "2", "3", "4"].map((task) =>
	on("bob", task),
) as [
	ReturnType<typeof on>,
	ReturnType<typeof on>,
	ReturnType<typeof on>,
	ReturnType<typeof on>,
];
const alice4 = on("alice", "4");
const first = { step: "1.1" };
const second = { step: "1.2" };

/**
 * A conversation on a new board in which everything is said that agents may say, each line where it makes sense. Issues get
 * their numbers in the order of their making: three tasks, then the subtask 4.
 */
export const CONVERSATION: readonly Line[] = [
	kept("enroll", {
		title: "Log requests",
		description: "Each of them.",
		priority: "high",
	}),
	kept("enroll", { title: "Rotate logs" }),
	kept("enroll", { title: "Drop old logs" }),
	asked("next", { explain: true }),
	bob1("explain"),
	asked("wait", { labels: ["nothing-has-this"] }),
	bob1("claim", { for: "30m" }),
	on("alice", "1")("claim", undefined, { refused: "CONFLICT_LOCKED" }),
	bob1("context", { budget: 2_000 }),
	bob1("heartbeat", { tokens: "1200/300" }),
	bob1("note", { kind: "decision", body: "one line for each request" }),
	asked("remember", {
		key: "cache/ttl",
		value: "ten minutes",
		scope: "shared",
	}),
	asked("recall", { key: "cache/ttl", scope: "shared" }),
	bob1("summary", { summary: "The parser is done." }),
	bob1("patch", { patch: { current_state: ["Parser is done"] } }),
	bob1(
		"patch",
		{ patch: { nothing: ["like this"] } },
		{ refused: "VALIDATION" },
	),
	bob1("baton"),
	bob1("history", { limit: 2 }),
	bob1("artifact", { kind: "report", url: "https://ci.example/runs/1" }),
	bob1("retract", { artifact: "a1", reason: "the wrong run" }),
	bob1("subtask", { title: "Write the docs" }),
	bob1("handoff", { to: "alice", note: "the docs are missing" }),
	on("alice", "1")("claim"),
	on("alice", "1")("release", { reason: "no time today" }),
	bob1("assign", { assignee: "bob" }),
	bob1("unassign"),
	bob1("priority", { priority: "urgent" }),
	bob1("require", { capability: "python" }),
	bob1("require", { capability: "python", on: false }),
	bob1("due", { due: "2047-01-31" }),
	bob2("edit", { title: "Rotate logs daily" }),
	bob2("depend", { on: ["1"] }),
	bob1("depend", { on: ["2"] }, { refused: "CYCLE_DETECTED" }),
	bob2("undepend", { on: ["1"] }),
	bob3("parent", { parent: "2" }),
	bob3("unparent"),
	bob3("move", { to: "backlog" }),
	bob3("claim", undefined, { refused: "INVALID_TRANSITION" }),
	bob3("move", { to: "ready" }),
	bob3("block", { reason: "waits for the vendor" }),
	bob3("unblock"),
	asked("claim-next", { for: "10m" }),
	on("maintainer", "1")("force-release", { reason: "its machine is gone" }),
	bob4("claim"),
	bob4("done", { deliverable: "the docs" }),
	bob4("approve", undefined, { refused: "FORBIDDEN" }),
	alice4("changes", { body: "there is a typo" }),
	bob4("claim"),
	bob4("ack", { follow_up: "f1" }),
	bob4("done", { deliverable: "the docs, corrected" }),
	alice4("approve"),
	bob3("claim"),
	bob3("fail", { reason: "needs a network", retryable: false }),
	bob3("requeue", undefined, { refused: "FORBIDDEN" }),
	on("maintainer", "3")("requeue"),
	bob3("cancel", { reason: "superseded" }),
	bob3("reopen"),
	on("maintainer", "3")("override", { reason: "looked at by hand" }),
	bob2("plan", { plan: PLAN }),
	bob2("start"),
	bob2("action", { all: true }),
	bob2("dispatched", { for: "30m" }, first),
	bob2("record", { status: "complete", outcome: "rotated" }, first),
	bob2("amend", {
		description: "people have to be told",
		add_phase: ["Docs:technical-writer"],
	}),
	bob2("dispatched", undefined, second),
	bob2("record", { status: "failed", error: "no words" }, second),
	bob2("retry", undefined, second),
	bob2("skip", { reason: "there is nothing to say" }, second),
	bob2("gate", { phase: 1, result: "pass" }),
	bob2("status"),
	asked("runs"),
	bob2("trace"),
	bob2("retro"),
	asked("list", { status: ["done"] }),
	asked("board"),
	bob1("show"),
	asked("search", { query: "logs" }),
	asked("feed", { limit: 5 }),
	asked("register", { capabilities: ["python"] }),
	asked("agents"),
	asked("stats"),
	asked("metrics"),
	asked("export"),
	asked("verify", undefined, { refused: "FORBIDDEN" }),
	kept("verify"),
	asked("doctor"),
	kept("configure"),
	kept("upgrade", undefined, { refused: "VALIDATION" }),
	kept("recover", undefined, { refused: "VALIDATION" }),
	asked("ping"),
	asked("help"),
];
