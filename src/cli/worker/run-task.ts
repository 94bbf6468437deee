import type { JsonObject } from "../../core/errors.ts";
import { giveBack } from "./give-back.ts";
import { keepLease, type LeaseEnd } from "./heartbeat.ts";
import { type Reported, reportEnd } from "./report.ts";
import { readResult } from "./result-file.ts";
import { runChild } from "./run-child.ts";
import { sayPatiently } from "./say-patiently.ts";
import type { Held, Shift } from "./shift.ts";
import type { CommandEnd } from "./verdict.ts";
import { workEnv } from "./work-env.ts";
import { makeWorkFiles, type WorkFiles } from "./work-files.ts";
import { workPage } from "./work-page.ts";

/** How a task went. */
export interface TaskRun extends Reported {
	readonly end: CommandEnd;
}

/** Runs the command for a task that is held, keeps its lease alive beside it, and tells the board how it ended. */
export async function runTask(
	shift: Shift,
	held: Held,
	claimed: JsonObject,
): Promise<TaskRun> {
	const files = await filesFor(shift, held, claimed);
	try {
		const { end, lease } = await runBesideLease(shift, held, files);
		if (lease === "lost") return { end, outcome: "lost" };
		if (lease === "ended by the command") return { end, outcome: lease };
		if (shift.endAll.aborted)
			return { end, ...(await giveBack(shift, held, "the worker was ended")) };
		const result = await readResult(files.result);
		return { end, ...(await reportEnd(shift, held, { end, result })) };
	} finally {
		await files.remove();
	}
}

/** What cannot be prepared here is given back, so that it is free at once, and throws. */
async function filesFor(
	shift: Shift,
	held: Held,
	claimed: JsonObject,
): Promise<WorkFiles> {
	try {
		const page = await pageOf(shift, held, claimed);
		return await makeWorkFiles(shift.workRoom, page);
	} catch (error) {
		const why = "the worker could not write down what it is about";
		const { outcome } = await giveBack(shift, held, why);
		shift.tell(`${held.address}: ${outcome}: ${why}`);
		throw error;
	}
}

async function pageOf(
	shift: Shift,
	{ ...held }: Held,
	{ context, step, prompt }: JsonObject,
): Promise<string> {
	const told = typeof prompt === "string" ? prompt : undefined;
	const made =
		held.step === undefined
			? undefined
			: (told ?? (await shift.promptOf?.(held.task, held.step)));
	const brief = (context as JsonObject | undefined) ?? (await ask());
	return workPage(held, {
		brief,
		step: held.step === undefined ? undefined : (step as JsonObject),
		prompt: made,
	});

	async function ask(): Promise<JsonObject> {
		const { task } = held;
		const saying = { verb: "context", task };
		const answer = await sayPatiently(shift, saying, shift.endAll);
		return answer.ok ? answer.data : {};
	}
}

async function runBesideLease(
	shift: Shift,
	held: Held,
	files: WorkFiles,
): Promise<{ readonly end: CommandEnd; readonly lease: LeaseEnd }> {
	const { options, directory, print, endAll, running } = shift;
	const isAlone = options.parallel === 1;
	const child = runChild(options.command, {
		directory,
		env: workEnv(shift, held, files),
		lines: isAlone ? undefined : { prefix: `[${held.address}] `, print },
	});
	running.add(child);
	const over = new AbortController();
	let lease: LeaseEnd = "stopped";
	const keeping = keepLease(shift, held, over.signal).then((how) => {
		lease = how;
		if (how !== "lost") return;
		shift.tell(`${held.address}: the lease is lost; the command is ended`);
		child.stop();
	});
	const failed = new Promise<never>((_, reject) => keeping.catch(reject));
	const stop = () => child.stop();
	endAll.addEventListener("abort", stop, { once: true });
	if (endAll.aborted) stop();
	try {
		const end = await Promise.race([child.ended, failed]);
		return { end, lease };
	} catch (error) {
		// No command goes on without its worker.
		stop();
		await child.ended;
		throw error;
	} finally {
		running.delete(child);
		over.abort();
		endAll.removeEventListener("abort", stop);
	}
}
