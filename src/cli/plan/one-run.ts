import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Refusal, refuse } from "../../core/errors.ts";
import type { TaskKey } from "../../core/task.ts";
import { underLock } from "../../store/git/lock.ts";
import { codeOf } from "../../store/store-unavailable.ts";

/** Long enough to clear what a process that is gone has left; whoever is at it takes longer in any case. */
const WAIT_MS = 200;

/**
 * Does something with a step's command that only one process of this machine may do at a time: running it and recording what
 * it came to. Another one that comes meanwhile is refused.
 */
export async function oneRun<T>(
	gitdir: string,
	{ task, step }: { readonly task: TaskKey; readonly step: string },
	work: () => Promise<T>,
): Promise<T | Refusal> {
	const hash = createHash("sha256").update(`${task}\n${step}`).digest("hex");
	const path = join(gitdir, "baton", `run-${hash.slice(0, 16)}`);
	let isIn = false;
	try {
		return await underLock(path, WAIT_MS, () => {
			isIn = true;
			return work();
		});
	} catch (error) {
		// What has a cause says that no lock could be made at all.
		const isTaken =
			!isIn &&
			codeOf(error) === "STORE_UNAVAILABLE" &&
			(error as Error).cause === undefined;
		if (!isTaken) throw error;
		return refuse(
			"CONFLICT_LOCKED",
			`Another process runs the command of step ${step} at this moment.`,
			`Wait for its end. If there is none any more, ${path}.lock is a leftover and can be deleted.`,
			{ step },
		);
	}
}
