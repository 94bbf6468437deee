import type { JsonObject } from "../../core/errors.ts";
import type { Answer, Done } from "../../engine/answer.ts";
import type { BoardDoor } from "../../engine/board-door.ts";
import type { RunCommand, Said } from "../command-spec.ts";
import { dataText } from "../data-text.ts";
import type { ExecuteName, SaidName } from "../execute-command.ts";
import { EXECUTE_SAYINGS, numberOf } from "../execute-inputs.ts";
import { executeMisuse } from "../execute-misuse.ts";
import { type Misuse, printMisuse } from "../misuse.ts";
import { RECORDED } from "../plan/recorded-text.ts";
import { runsText } from "../plan/runs-text.ts";
import { printRefusal } from "../print-refusal.ts";
import { styleFor } from "../style.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { withBoardDoor } from "../with-door.ts";
import { onlyHere } from "../with-place.ts";
import { actionThere } from "./action-there.ts";
import { noTaskThere, taskThere } from "./bound-there.ts";
import { statusThere } from "./status-there.ts";

/** `baton execute <name>` said to a server: what its verbs answer, and nothing of this machine. */
export function executeThere(name: ExecuteName): RunCommand {
	return async (said, terminal) => {
		const misuse = misuseThere(name, said);
		if (misuse !== undefined) return printMisuse(terminal, misuse, said.json);
		return withBoardDoor(said, terminal, async (door) => {
			if (name === "list" || name === "switch")
				return listThere(door, said, terminal);
			const named = await taskThere(said, terminal);
			if (typeof named === "object")
				return printRefusal(terminal, named, said.json);
			const task =
				named ?? (name === "start" ? await planned(door) : undefined);
			if (task === undefined)
				return printMisuse(terminal, noTaskThere(said.name), said.json);
			const key = said.values["idempotency-key"];
			const saying = EXECUTE_SAYINGS[name](said);
			const answer = await door.say({ ...saying, task, key });
			if (!answer.ok) return printRefusal(terminal, answer, said.json);
			terminal.out(shownThere(name, answer, { said, terminal }));
			return EXIT.ok;
		});
	};
}

/** What cannot be said to a server at all, and what makes no sense anywhere. */
function misuseThere(name: ExecuteName, said: Said): Misuse | undefined {
	const { flags, values } = said;
	if (name === "switch")
		return onlyHere(
			said.name,
			"A server knows of no current task: name it with --task-id or BATON_TASK_ID. ",
		);
	if (flags.has("run"))
		return onlyHere(
			`${said.name} --run`,
			name === "gate"
				? "Without --run the server looks at the gate's checks. "
				: "",
		);
	// Without a result the server looks at the checks itself.
	if (name === "gate" && values.result === undefined) return undefined;
	return executeMisuse(name, said);
}

/** What is started is what was planned last, unless something else is named. */
async function planned(door: BoardDoor): Promise<string | undefined> {
	const answer = await door.say({ verb: "runs" });
	const runs = answer.ok ? (answer.data.runs as readonly JsonObject[]) : [];
	const newest = runs.find(({ run }) => run === "planned");
	return newest === undefined ? undefined : String(newest.key);
}

async function listThere(
	door: BoardDoor,
	said: Said,
	terminal: Terminal,
): Promise<number> {
	const { limit } = said.values;
	const answer: Answer = await door.say({
		verb: "runs",
		input: limit === undefined ? {} : { limit: numberOf(limit) ?? limit },
	});
	if (!answer.ok) return printRefusal(terminal, answer, said.json);
	const { env = {}, isTerminal = false } = terminal;
	const current = await taskThere(said, terminal);
	terminal.out(
		said.json
			? JSON.stringify(answer, undefined, 2)
			: runsText(answer.data.runs as readonly JsonObject[], {
					current: typeof current === "string" ? current : undefined,
					style: styleFor({ isTerminal, env }),
				}),
	);
	return EXIT.ok;
}

function shownThere(
	name: SaidName,
	answer: Done,
	{ said, terminal: { env = {} } }: { said: Said; terminal: Terminal },
): string {
	const { data, task = "" } = answer;
	const isAction = name === "start" || name === "next" || name === "resume";
	if (said.json) return JSON.stringify(isAction ? data : answer, undefined, 2);
	const suffix = env.BATON_TASK_ID === task ? "" : ` --task-id ${task}`;
	const how = { suffix, isTerse: said.flags.has("terse") };
	if (isAction) {
		const binding = `Session binding: export BATON_TASK_ID=${task}`;
		const lines = actionThere((data.next as JsonObject) ?? data, how);
		return [...(name === "start" ? [binding, ""] : []), ...lines].join("\n");
	}
	if (name === "status") return statusThere(data).join("\n");
	const { reason } = said.values;
	const told = RECORDED[name]?.({ warnings: [], ...data }, { reason });
	if (told === undefined) return dataText(data);
	if (name === "dispatched") return told.join("\n");
	const next = data.next as JsonObject | undefined;
	const go =
		next === undefined
			? []
			: ["", ...actionThere(next, { ...how, isTerse: true })];
	return [...told, ...go].join("\n");
}
