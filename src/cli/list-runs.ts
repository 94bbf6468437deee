import type { JsonObject } from "../core/errors.ts";
import { numberOf } from "./execute-inputs.ts";
import { runsText } from "./plan/runs-text.ts";
import { printRefusal } from "./print-refusal.ts";
import { type Bound, bindingOf } from "./say-bound.ts";
import { styleFor } from "./style.ts";
import { EXIT } from "./terminal.ts";

/** `baton execute list`: every task with a plan, the one that is bound marked. */
export async function listRuns(bound: Bound): Promise<number> {
	const { said, terminal, door } = bound;
	const { limit } = said.values;
	const answer = await door.say({
		verb: "runs",
		input: limit === undefined ? {} : { limit: numberOf(limit) ?? limit },
	});
	if (!answer.ok) return printRefusal(terminal, answer, said.json);
	const binding = await bindingOf(bound);
	const { env = {}, isTerminal = false } = terminal;
	terminal.out(
		said.json
			? JSON.stringify(answer, undefined, 2)
			: runsText(answer.data.runs as readonly JsonObject[], {
					current:
						binding !== undefined && "task" in binding
							? binding.task
							: undefined,
					style: styleFor({ isTerminal, env }),
				}),
	);
	return EXIT.ok;
}
