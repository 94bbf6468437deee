import type { Json } from "../../core/errors.ts";
import type { Instant } from "../../core/instant.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { progressLine, progressOf } from "../../core/plan/progress.ts";
import type { TaskKey } from "../../core/task.ts";
import { EXPORT_FOLDER, readExported } from "./exports.ts";
import { writeExports } from "./write-export.ts";

/**
 * What is printed once a run is complete. Its trace and retrospective are written beside the exported plan where this run's
 * plan was exported; elsewhere the commands that print them are named.
 */
export async function finishedText(
	key: TaskKey,
	{
		plan,
		trace,
		retrospective,
		now,
		top,
	}: {
		readonly plan: Plan | undefined;
		/** The run as it went. */
		readonly trace: Json | undefined;
		/** The look back as the board keeps it. */
		readonly retrospective: string | undefined;
		readonly now: Instant;
		readonly top: string | undefined;
	},
): Promise<string> {
	const done = [`Task ${key} completed.`];
	if (plan === undefined) return done.join("\n");
	done.push(progressLine(progressOf(plan, now)));
	const exported = top === undefined ? undefined : await readExported(top);
	const isOwn = exported?.ok === true && exported.task === key;
	const elsewhere = [
		...done,
		`Trace: baton trace ${key}`,
		`Retrospective: baton retro ${key}`,
	].join("\n");
	if (top === undefined || !isOwn) return elsewhere;
	const traced = `${EXPORT_FOLDER}/traces/${key}.json`;
	const lookBack = `${EXPORT_FOLDER}/retrospectives/${key}.md`;
	const warning = await writeExports(top, {
		[traced]: `${JSON.stringify(trace ?? {}, undefined, 2)}\n`,
		[lookBack]: retrospective ?? "",
	});
	return warning === undefined
		? [...done, `Trace: ${traced}`, `Retrospective: ${lookBack}`].join("\n")
		: elsewhere;
}
