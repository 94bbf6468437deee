import type { JsonObject, Refusal } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { Planned } from "../planner/make-plan.ts";
import { printPlan } from "../planner/print-plan.ts";
import type { RunCommand, Said } from "./command-spec.ts";
import { importPlan } from "./import-plan.ts";
import { learnedDamage } from "./learned-damage.ts";
import type { LocalDoor } from "./local-door.ts";
import { printMisuse } from "./misuse.ts";
import { openIfMissing } from "./open-board.ts";
import { workTreeAt } from "./own-gitdir.ts";
import { exportPlan } from "./plan/exports.ts";
import { planAfterwards } from "./plan-afterwards.ts";
import { planHere } from "./plan-here.ts";
import { printRefusal } from "./print-refusal.ts";
import { EXIT } from "./terminal.ts";
import { withDoor } from "./with-door.ts";

const MAX_TITLE = 256;

/** `baton plan`: shows the plan that rules, or a file, give for a task; with `--save` it goes to the board. */
export const planCommand: RunCommand = (said, terminal) =>
	withDoor(said, terminal, async (door) => {
		const { json, flags, words, values } = said;
		const task = words.join(" ").trim();
		if (task === "" && values.import === undefined)
			return printMisuse(terminal, NO_TASK, json);
		const dir = values.repo ?? terminal.directory;
		const top = (await workTreeAt(dir))?.top;
		const planned =
			values.import === undefined
				? await planHere(said, task, { door, top })
				: await importPlan(values.import, task, door);
		if ("code" in planned) return printRefusal(terminal, planned, json);
		const isSaved = flags.has("save") && !flags.has("dry-run");
		const saved = isSaved && (await save(door, planned, { said, task, top }));
		if (saved !== false && !saved.ok)
			return printRefusal(terminal, saved, json);
		const damage = await door.look(learnedDamage);
		if (damage !== undefined) terminal.err(`warning: ${damage.message}`);
		const { id, plan } = planned;
		const { paths: exported, warning } = isSaved
			? await keepHere(door, planned, top)
			: { paths: [], warning: undefined };
		if (warning !== undefined) terminal.err(`warning: ${warning}`);
		if (json) {
			const told = { ok: true, id, saved: isSaved, exported, plan };
			terminal.out(JSON.stringify(told, undefined, 2));
			return EXIT.ok;
		}
		const text = printPlan(planned, { explain: flags.has("explain") });
		const more = planAfterwards(said, { isSaved, exported });
		terminal.out(`${text}\n\n${more}`);
		return EXIT.ok;
	});

/** Exports a saved plan to the checkout, and takes its commands for looked at: they come from here. */
async function keepHere(
	door: LocalDoor,
	{ id, plan }: Planned,
	top: string | undefined,
): ReturnType<typeof exportPlan> {
	const { trustPlan } = await import("./plan/gather.ts");
	await trustPlan(door.gitdir, plan);
	if (top === undefined) return { paths: [] };
	const brief = await door.look((board) => board.brief(id));
	return exportPlan(top, { key: id, plan, brief });
}

const NO_TASK = {
	problem: "plan needs a task",
	hint: 'Say what is to be done: `baton plan "Add request logging"`, or give a plan of your own with --import.',
};

async function save(
	door: LocalDoor,
	{ id, plan }: Planned,
	{ said, task, top }: { said: Said; task: string; top: string | undefined },
): Promise<Answer | Refusal> {
	const opened = await openIfMissing(door, top);
	if (!opened.ok) return opened;
	const key = said.values["idempotency-key"];
	const title = Array.from(plan.task_summary).slice(0, MAX_TITLE).join("");
	const enrolled = await door.say({
		verb: "enroll",
		...{ task: id, key },
		input: { title, description: task },
	});
	if (!enrolled.ok) return enrolled;
	return door.say({
		verb: "plan",
		...{ task: id, key },
		input: { plan: plan as unknown as JsonObject },
	});
}
