import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { ACTIONS_APP } from "../core/gate-source.ts";

const MAX_COMMAND = 2_000;

/**
 * A gate of the config. Nothing but what every board was recorded with is filled in; a status names its creator by `login`: a
 * text in the file, an account on the board.
 */
export function gateConfig<Login extends z.ZodType>(login: Login) {
	const check = z.strictObject({
		name: z.string().min(1).max(255),
		app: z.string().min(1).max(100),
	});
	const status = z.strictObject({
		context: z.string().min(1).max(255),
		creator: login,
	});
	return z
		.strictObject({
			checks: z.array(check).default([]),
			accept: z
				.array(z.enum(["success", "neutral", "skipped"]))
				.default(["success"]),
			timeout: z
				.string()
				.refine(
					(text) => parseDuration(text) !== undefined,
					"is not a duration: use 30s, 10m, 2h or 7d",
				)
				.default("1h"),
			statuses: z.array(status).min(1).max(20).optional(),
			command: z.string().trim().min(1).max(MAX_COMMAND).optional(),
			dispatch: z.boolean().optional(),
		})
		.superRefine(({ checks, statuses, command, dispatch }, context) => {
			const fault = (path: string, message: string) =>
				context.addIssue({ code: "custom", path: [path], message });
			if (checks.length === 0 && statuses === undefined)
				fault("checks", "names neither a check nor a status");
			const [only] = checks;
			const isWorkflows = checks.length === 1 && only?.app === ACTIONS_APP;
			if (dispatch === true && command === undefined)
				fault("dispatch", "needs a command to be run");
			if (dispatch === true && !isWorkflows)
				fault("dispatch", `needs exactly one check, of the app ${ACTIONS_APP}`);
		});
}
