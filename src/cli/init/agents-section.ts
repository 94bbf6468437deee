import { type Refusal, refuse } from "../../core/errors.ts";

const BEGIN = "<!-- baton:begin -->";
const END = "<!-- baton:end -->";

const SECTION = `${BEGIN}
## Working with Baton

Tasks, plans and results of this repository are kept on the branch \`baton/board\`. Never check it out or edit it by hand;
say everything with the command \`baton\`, which touches nothing else. Every command explains itself with \`--help\` and answers
JSON with \`--json\`.

1. \`baton plan "<task>" --save\` makes a plan; \`baton execute start\` starts it and prints the first action.
2. \`baton execute next\` prints what to do. It changes nothing, so ask again whenever you are not sure.
3. On \`ACTION: DISPATCH\`: \`baton execute dispatched --step-id <step> --agent <role>\` takes the step. Hand the printed prompt
   to an agent of that role, or do the work yourself, within the step's boundaries.
4. Commit the work as \`step <step>: <role> complete\`, then record it:
   \`baton execute record --step-id <step> --agent <role> --status complete --outcome "<what was done>" --files <a,b> --commit <sha>\`.
   A step that did not succeed is recorded with \`--status failed --error "<why>"\`; \`retry\`, \`skip\` or \`amend\` goes on from there.
5. On \`ACTION: GATE\`: \`baton execute gate --phase-id <phase> --run\` runs the gate's own command and keeps what came of it.
6. On \`ACTION: APPROVAL\`: stop and ask a person, who says \`baton execute approve\`.
7. On \`ACTION: COMPLETE\`: \`baton execute complete\` ends the run.

A refusal says what happened and what to do next; exit code 1 means refused, 2 used wrongly, 3 unavailable. With several tasks at
a time, bind each shell to its own: \`export BATON_TASK_ID=<task>\`. After an interruption \`baton execute resume\` goes on.
${END}`;

/**
 * AGENTS.md with Baton's section in it: between its marks where they are, else at the end. Everything else stays as it is, line
 * ends included. Marks that do not belong together are refused, since nobody can tell what is whose.
 */
export function withAgentsSection(
	present: string | undefined,
): { readonly ok: true; readonly text: string } | Refusal {
	if (present === undefined || present.trim() === "")
		return { ok: true, text: `${SECTION}\n` };
	const section = present.includes("\r\n")
		? SECTION.replaceAll("\n", "\r\n")
		: SECTION;
	const [begins, ends] = [BEGIN, END].map(
		(mark) => present.split(mark).length - 1,
	);
	const from = present.indexOf(BEGIN);
	const to = present.indexOf(END);
	if (begins === 0 && ends === 0) {
		const lineEnd = section === SECTION ? "\n" : "\r\n";
		const gap = present.endsWith("\n") ? lineEnd : lineEnd + lineEnd;
		return { ok: true, text: `${present}${gap}${section}${lineEnd}` };
	}
	if (begins !== 1 || ends !== 1 || to < from)
		return refuse(
			"VALIDATION",
			`AGENTS.md has ${BEGIN} and ${END} in a way that does not belong together.`,
			"Leave one of each, in this order, or remove them all, and say it again.",
		);
	return {
		ok: true,
		text: `${present.slice(0, from)}${section}${present.slice(to + END.length)}`,
	};
}
