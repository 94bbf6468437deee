import type { Said } from "./command-spec.ts";
import type { Misuse } from "./misuse.ts";

/** Commands about one step of the plan. */
const ABOUT_A_STEP: readonly string[] = [
	...["dispatched", "record", "retry", "skip", "force-release"],
];

/** What a command of a run cannot do without and was not given, if so. Whether what was given makes sense is judged elsewhere. */
export function executeMisuse(
	name: string,
	{ values, flags }: Pick<Said, "values" | "flags">,
): Misuse | undefined {
	if (ABOUT_A_STEP.includes(name) && values["step-id"] === undefined)
		return {
			problem: `execute ${name} needs a step`,
			hint: "Name it with --step-id; `baton execute status` shows all steps.",
		};
	if (name === "gate") return gateMisuse({ values, flags });
	const needsReason = name === "skip" || name === "force-release";
	if (needsReason && values.reason === undefined)
		return {
			problem: `execute ${name} needs a reason`,
			hint: `Say with --reason why the step is ${name === "skip" ? "left out" : "taken away"}.`,
		};
	if (name === "record" && values.status === undefined && !flags.has("run"))
		return {
			problem: "execute record needs a status",
			hint: "Say --status complete or --status failed; --run takes it from the step's own command.",
		};
	return undefined;
}

function gateMisuse({
	values,
	flags,
}: Pick<Said, "values" | "flags">): Misuse | undefined {
	if (flags.has("run") === (values.result === undefined)) return undefined;
	return flags.has("run")
		? {
				problem: "execute gate takes --run or --result, not both",
				hint: "--run takes the command's own word; --result takes yours.",
			}
		: {
				problem: "execute gate needs --run or --result",
				hint: "--run runs the gate's command, which proves it; --result pass or --result fail records your word as not proven.",
			};
}
