import type { TaskCommand } from "../core/plan/trace.ts";
import type { TaskKey } from "../core/task.ts";
import { actorOf, nowOf, trailersOf } from "../store/journal.ts";
import type { Oid, Store } from "../store/store.ts";

/** How much of the log is gone through, and how many commands are told: the newest. */
const MAX_COMMITS = 100_000;
const MAX_TOLD = 2_000;

/** The commands about a task that took effect, as the log has them, oldest first and no further back than its enrollment. */
export async function taskLog(
	store: Store,
	head: Oid,
	key: TaskKey,
): Promise<readonly TaskCommand[]> {
	const newestFirst: TaskCommand[] = [];
	let visited = 0;
	for await (const { oid, message } of store.log(head)) {
		if (++visited > MAX_COMMITS || newestFirst.length >= MAX_TOLD) break;
		if (!message.includes(`\nBaton-Task: ${key}\n`)) continue;
		const trailers = trailersOf(message);
		const [op, step, agent] = ["Op", "Step", "Agent"].map((name) =>
			trailers.get(name),
		);
		const at = nowOf(message);
		if (trailers.get("Kind") !== "op" || op === undefined || at === undefined)
			continue;
		newestFirst.push({
			...{ at, op, commit: oid },
			...(step === undefined ? {} : { step }),
			...(agent === undefined ? {} : { agent }),
			actor: actorOf(trailers)?.login ?? "",
		});
		if (op === "enroll") break;
	}
	return newestFirst.reverse();
}
