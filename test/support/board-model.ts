/** A task as far as the model knows it, freshly made. Times are milliseconds; nobody is "". */
export const newModelTask = (key: string, parent = "") => ({
	...{ key, parent, status: "ready", version: 1, fence: 0, holder: "" },
	...{ untilMs: 0, waitMs: 0, attempts: 0, held: false, parked: false },
	...{ completedBy: "", blockers: [] as readonly string[] },
	...{ asked: [] as readonly boolean[], content: 0 },
});
type Task = ReturnType<typeof newModelTask>;
export type BoardModel = { tasks: Record<string, Task>; review: boolean };

/** One command: `key` is the task it addresses, `other` what it names beside that. An account and its agent are one name. */
export type ModelCommand = { readonly nowMs: number } & Readonly<
	Record<"verb" | "who" | "role" | "key" | "other", string>
>;
type Scene = ModelCommand & { board: BoardModel; task: Task };

const [LEASE_MS, GRACE_MS, BACKOFF_MS, LEASES] = [600_000, 120_000, 30_000, 3];
export const LIMITS = { in_progress: 3, review: 2, attempts: 3 };
const OPEN = "ready blocked in_progress backlog review dead_letter";
/** Verbs with the statuses they start from, none meaning any. */
const FROM: readonly (readonly [verbs: string, statuses: string])[] = [
	["done fail force-release", "in_progress"],
	["block", "ready blocked in_progress"],
	["subtask", "ready blocked in_progress backlog"],
	["unblock depend changes cancel", OPEN],
	["override", OPEN.replace(" dead_letter", "")],
	["approve", "review"],
	["reopen", "done cancelled"],
	["requeue", "dead_letter"],
];
const OWN = "release handoff heartbeat fail done";
const NOT_ENDED = `${OWN} patch summary note artifact block subtask`;
const has = (words: string, word = "") => words.split(" ").includes(word);
const isOpen = (task?: Task) => has(OPEN, task?.status);
const all = ({ tasks }: BoardModel, holds: (one: Task) => boolean) =>
	Object.values(tasks).filter(holds);
const waiting = (board: BoardModel, key: string) =>
	all(board, (one) => isOpen(one) && one.blockers.includes(key));
const below = (board: BoardModel, key: string) =>
	all(board, (one) => isOpen(one) && one.parent === key);
const set = (task: Task, to: Partial<Task>) => void Object.assign(task, to);

function rest({ board, task }: { board: BoardModel; task: Task }): undefined {
	const isParked = task.parked && below(board, task.key).length > 0;
	const waits = task.blockers.some((one) => isOpen(board.tasks[one]));
	const status = task.held || waits || isParked ? "blocked" : "ready";
	return set(task, { status, holder: "" });
}
function revive({ board, task, verb, role }: Scene): undefined {
	set(task, { parked: false, completedBy: "", waitMs: 0 });
	// Only a maintainer gives another round, and not by asking for a change.
	if (role === "admin" && verb !== "changes") task.attempts = 0;
	rest({ board, task });
	for (const one of waiting(board, task.key))
		if (one.status === "ready") one.status = "blocked";
}

function end({ board, task, who }: Scene, status: string): undefined {
	set(task, { status, holder: "", parked: false, completedBy: who });
	const above = board.tasks[task.parent];
	if (above && below(board, above.key).length === 0) above.parked = false;
	for (const one of all(board, ({ status }) => status === "blocked"))
		if (one === above || one.blockers.includes(task.key))
			rest({ board, task: one });
}
/** An attempt that failed now, or when its lease ended if that was before. */
function fail(at: Scene): undefined {
	const attempts = at.task.attempts + 1;
	set(at.task, { attempts, holder: "", status: "dead_letter" });
	if (attempts >= LIMITS.attempts) return undefined;
	const atMs = Math.min(at.nowMs, at.task.untilMs);
	at.task.waitMs = atMs + BACKOFF_MS * 2 ** (attempts - 1);
	return rest(at);
}

const isOver = ({ task, nowMs }: Scene) =>
	task.holder !== "" && nowMs >= task.untilMs;
const isPast = (task: Task, nowMs: number) =>
	task.holder !== "" && nowMs >= task.untilMs + GRACE_MS;

function claim(at: Scene): string | undefined {
	const { board, task, who, nowMs } = at;
	const [isOwn, untilMs] = [task.holder === who, nowMs + LEASE_MS];
	if (isOwn && !isOver(at)) return set(task, { untilMs });
	const isTaken = task.holder !== "";
	if (isTaken && !isOwn && !isPast(task, nowMs)) return "CONFLICT_LOCKED";
	if (isTaken) fail(at);
	if (isOwn) task.waitMs = 0;
	if (task.status !== "ready")
		return isTaken ? "CONFLICT_LOCKED" : "INVALID_TRANSITION";
	if (task.waitMs > nowMs) return "CONFLICT_LOCKED";
	const own = all(board, (one) => one.holder === who && !isPast(one, nowMs));
	if (own.length >= LEASES) return "QUOTA_EXCEEDED";
	for (const full of ["review", "in_progress"] as const)
		if (all(board, (one) => one.status === full).length >= LIMITS[full])
			return "WIP_EXCEEDED";
	set(task, { status: "in_progress", holder: who, untilMs, waitMs: 0 });
	return void task.fence++;
}

/** True when a task waits for another, directly or not: for its blockers and its children. */
function waitsFor(board: BoardModel, key: string, other: string): boolean {
	const next = all(board, ({ parent }) => parent === key).map((one) => one.key);
	next.push(...(board.tasks[key]?.blockers ?? []));
	return key === other || next.some((one) => waitsFor(board, one, other));
}

function refusal(at: Scene): string | undefined {
	const { verb, who, task, nowMs } = at;
	const { holder, status, held, parked, asked } = task;
	const from = FROM.find(([verbs]) => has(verbs, verb))?.[1] ?? status;
	const isAgain = verb === "reopen" && task.attempts >= LIMITS.attempts;
	const isVain =
		verb === "unblock" ? !held && !parked : verb === "block" && held;
	const isEarly = verb === "expire" && !isPast(task, nowMs);
	if (!has(from, status) || isVain || isEarly) return "INVALID_TRANSITION";
	if (has(OWN, verb) && holder === "") return "LEASE_EXPIRED";
	const isOthers = holder !== "" && holder !== who;
	if (has(OWN, verb) && isOthers) return "CONFLICT_LOCKED";
	if (has(NOT_ENDED, verb) && !isOthers && isOver(at)) return "LEASE_EXPIRED";
	const isLocked = isOthers && !isPast(task, nowMs);
	if (has("move patch summary", verb) && isLocked) return "CONFLICT_LOCKED";
	if (verb === "approve" && task.completedBy === who) return "FORBIDDEN";
	const closes = has("done approve override", verb);
	if (closes && below(at.board, at.key)[0]) return "INVALID_TRANSITION";
	if (has("done approve", verb) && asked.includes(true)) return "VALIDATION";
	return isAgain && at.role !== "admin" ? "FORBIDDEN" : undefined;
}

function act(at: Scene): string | undefined {
	const { board, task, verb, other, nowMs } = at;
	const { status, held, blockers, asked } = task;
	const isQueued = has("ready blocked", status);
	if (verb === "claim") return claim(at);
	// A lease that had ended was a failed attempt, whoever takes it away.
	if (has("block subtask force-release cancel", verb) && isOver(at)) fail(at);
	const isLast = task.status === "dead_letter";
	if (isLast && has("block subtask", verb)) return "INVALID_TRANSITION";
	if (isLast && verb === "force-release") return undefined;
	if (verb === "block") task.held = true;
	if (has("release handoff force-release block", verb)) return rest(at);
	if (has("reopen requeue", verb)) return revive(at);
	if (has("fail expire", verb)) return fail(at);
	if (verb === "done" && board.review)
		return set(task, { status: "review", holder: "", completedBy: at.who });
	if (has("done approve override", verb)) return end(at, "done");
	// A heartbeat changes something once less than half of the lease is left.
	const isLow = verb === "heartbeat" && (task.untilMs - nowMs) * 2 < LEASE_MS;
	if (has("note patch summary artifact", verb) || isLow) task.content++;
	if (verb === "unblock") set(task, held ? { held: false } : { parked: false });
	if (verb === "changes") task.asked = [...asked, true];
	if (verb === "changes" && status === "review") return revive(at);
	if (verb === "ack" && asked[Number(other)] === undefined) return "NOT_FOUND";
	if (verb === "ack") task.asked = asked.with(Number(other), false);
	if (verb === "cancel") {
		for (const one of waiting(board, task.key)) one.content++;
		return end(at, "cancelled");
	} else if (verb === "move") {
		if (status === other) return undefined;
		if (other === "ready" && status === "backlog") return rest(at);
		if (other !== "backlog" || !isQueued) return "INVALID_TRANSITION";
		return set(task, { status: "backlog" });
	} else if (verb === "depend") {
		if (board.tasks[other] === undefined) return "NOT_FOUND";
		if (waitsFor(board, other, task.key)) return "CYCLE_DETECTED";
		set(task, { blockers: [...new Set([...blockers, other])] });
	} else if (verb === "undepend") {
		if (!blockers.includes(other)) return "NOT_FOUND";
		set(task, { blockers: blockers.filter((one) => one !== other) });
	} else if (verb === "subtask") {
		if (board.tasks[other] !== undefined) return "VALIDATION";
		board.tasks[other] = newModelTask(other, task.key);
		set(task, { parked: true, holder: "" });
		return status === "backlog" ? undefined : rest(at);
	}
	return isQueued ? rest(at) : undefined;
}

/** What a command comes to, `ok` or the code of its refusal, and the board after it. The board given stays as it is. */
export function predict(board: BoardModel, said: ModelCommand) {
	const after = structuredClone(board);
	const [task, was] = [after.tasks[said.key], board.tasks[said.key]];
	const isHigh = has("requeue override force-release", said.verb);
	if (said.role === "read" || (isHigh && said.role !== "admin"))
		return { code: "FORBIDDEN", board };
	if (!task || !was) return { code: "NOT_FOUND", board };
	const at = { ...said, board: after, task };
	const code = refusal(at) ?? act(at) ?? "ok";
	const changed = Object.entries(after.tasks).filter(
		([key, one]) => JSON.stringify(one) !== JSON.stringify(board.tasks[key]),
	);
	if (code !== "ok" || changed.length === 0) return { code, board };
	// Whatever its holder says renews a lease that lasts.
	if (task.holder === said.who && was.holder === said.who && !isOver(at))
		task.untilMs = Math.max(task.untilMs, said.nowMs + LEASE_MS);
	if (said.verb !== "heartbeat")
		for (const [key, one] of [...changed, [said.key, task] as const])
			one.version = (board.tasks[key]?.version ?? 0) + 1;
	return { code, board: after };
}
