import { z } from "zod";
import { endedOwn, heldByOther } from "../core/lease.ts";
import { fence, prose, version } from "./fields.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

/** Bytes of a summary: a few sentences that every reader of the task gets. */
const SUMMARY_BYTES = 2_000;

export const summary = taskVerb({
	name: "summary",
	summary:
		"Says in a few sentences where the task stands; the new summary replaces the old one.",
	input: z.strictObject({ summary: prose(SUMMARY_BYTES), fence, version }),
	role: "triage",
	doors: SPOKEN,
	examples: ['/summary "the parser is done; error texts and docs are missing"'],
	errors: ["VALIDATION", "LEASE_EXPIRED", "CONFLICT_LOCKED", "STALE"],
	words: (words) => (words.length === 0 ? {} : { summary: words.join(" ") }),
	run({ draft, command, input, config, task }) {
		const refusal =
			endedOwn(task, command) ?? heldByOther(task, command, config);
		if (refusal !== undefined) return refusal;
		draft.setTask({ ...task, summary: input.summary });
		return {
			ok: true,
			summary: `by ${command.agent}`,
			data: { summary: input.summary },
		};
	},
});
