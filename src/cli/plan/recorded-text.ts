import type { JsonObject } from "../../core/errors.ts";

/** What each command of a run prints once it took effect, from the data of its answer. */
export const RECORDED: Readonly<
	Record<string, (data: JsonObject, said: Recording) => readonly string[]>
> = {
	dispatched: ({ step_id }) => [
		`{"status": "dispatched", "step_id": ${JSON.stringify(step_id)}}`,
	],
	record: ({ step, result, warnings }) => {
		const { id, role } = step as JsonObject;
		return [
			`Recorded: step ${id} (${role}) — ${result}`,
			...(warnings as readonly string[]).map((text) => `Warning: ${text}`),
		];
	},
	gate: ({ phase, result, proven }) => [
		`Gate recorded: phase ${phase} — ${String(result).toUpperCase()}`,
		...(proven === true ? [] : ["Not proven: it was only said."]),
	],
	approve: ({ about, phase, result, remediation }) => [
		about === "budget"
			? `Approval recorded: budget — ${String(result).toUpperCase()}`
			: `Approval recorded: phase ${phase} — ${String(result).toUpperCase()}`,
		...(remediation === undefined
			? []
			: [`Remediation: phase ${remediation} was added.`]),
	],
	amend: ({ amendment, description, changes }) => [
		`Plan amended: ${amendment} — ${description}`,
		...(changes as readonly string[]).map((line) => `  ${line}`),
	],
	retry: ({ step }) => [`Step ${step} is pending again.`],
	"force-release": ({ step, taken_from }) => [
		`Step ${step} was taken away from ${taken_from}.`,
	],
	skip: ({ step }, { reason = "" }) => [`Skipped: step ${step} — ${reason}`],
	reopen: ({ task }) => [`Task ${(task as JsonObject).key} reopened.`],
	cancel: ({ task }) => [`Task ${(task as JsonObject).key} cancelled.`],
};

/** What was typed that its answer does not repeat. */
export interface Recording {
	readonly reason?: string | undefined;
}
