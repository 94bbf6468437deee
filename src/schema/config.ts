import { z } from "zod";
import { ROLES } from "../core/actor.ts";
import type { BoardConfig } from "../core/config.ts";
import { parseDuration } from "../core/duration.ts";
import { faultsOf, type MovementRules } from "../core/own-transitions.ts";
import { STATUSES } from "../core/status.ts";
import { isAgentName } from "../core/task.ts";
import { gateConfig } from "./gate-config.ts";
import { gateNameFaults } from "./gate-names.ts";
import { projectConfig } from "./project-config.ts";

const duration = z
	.string()
	.refine(
		(text) => parseDuration(text) !== undefined,
		"is not a duration: use 30s, 10m, 2h or 7d",
	);
const agentName = z
	.string()
	.refine(
		isAgentName,
		"is not an agent name: lower-case letters, digits and dashes",
	);
const name = z.string().min(1).max(100);
const actor = z.strictObject({ id: z.int(), login: z.string().max(100) });

const limit = z.int().min(1);
const followers = z.array(z.enum(STATUSES)).max(STATUSES.length).optional();
/** Every status by name, so that the order on the branch is always the same. */
const transitions = z.strictObject({
	backlog: followers,
	ready: followers,
	in_progress: followers,
	blocked: followers,
	review: followers,
	done: followers,
	cancelled: followers,
	dead_letter: followers,
});

/** A config file with its logins still to be resolved: `Login` is a login in the file, an actor on the board. */
function configSchema<Login extends z.ZodType>(login: Login) {
	const agent = z.strictObject({
		logins: z.array(login).default([]),
		capabilities: z.array(name).default([]),
		roles: z.array(name).default([]),
		max_leases: z.int().min(1).max(1_000).default(3),
	});
	return z.strictObject({
		intake: z.enum(["ready", "backlog"]).default("ready"),
		review: z.enum(["auto", "always", "never"]).default("auto"),
		lease: section({
			default: duration.default("10m"),
			min: duration.default("1m"),
			max: duration.default("24h"),
			grace: duration.default("2m"),
		}),
		attempts: section({
			max: z.int().min(1).max(100).default(5),
			backoff: duration.default("30s"),
			backoff_max: duration.default("1h"),
		}),
		wip: section({
			backlog: limit.optional(),
			ready: limit.optional(),
			in_progress: limit.default(20),
			blocked: limit.optional(),
			review: limit.default(10),
		}),
		transitions: transitions.optional(),
		gates: z.record(agentName, gateConfig(login)).default({}),
		done_gates: z.array(agentName).default([]),
		allow_unproven_gates: z.boolean().default(false),
		agents: z.record(agentName, agent).default({}),
		permissions: z
			.record(z.string().regex(/^[a-z][a-z-]{0,30}$/), z.enum(ROLES))
			.default({}),
		limits: section({
			comment_commands_per_actor_per_minute: z.int().min(1).default(30),
			comment_commands_per_minute: z.int().min(1).default(120),
			api_calls_per_actor_per_minute: z.int().min(1).default(600),
			tasks: z.int().min(1).default(100_000),
			plan_steps: z.int().min(1).default(200),
		}),
		planner: section({
			routes: z.array(z.strictObject({ paths: name, role: name })).default([]),
			gates: z.record(name, z.string()).default({}),
		}),
		pushes_per_minute: z.int().min(0).max(6_000).default(6),
		project: projectConfig.optional(),
	});
}

/** An object that may be left out whole: every field has a default. */
function section<Shape extends z.ZodRawShape>(shape: Shape) {
	const object = z.strictObject(shape);
	return object.prefault({} as never);
}

/** `.github/baton.yml` as people write it. Built when it is first read: a command line seldom does. */
export const configFile = z.lazy(() =>
	configSchema(z.string().min(1).max(100))
		.superRefine(checkConsistency)
		.superRefine(({ gates }, context) => {
			for (const { path, message } of gateNameFaults(gates))
				context.addIssue({ code: "custom", path: [...path], message });
		}),
);

/** The config as board.yaml keeps it: every default written out, logins resolved to ids. */
export const boardConfig = configSchema(actor).superRefine(
	checkConsistency,
) as unknown as z.ZodType<BoardConfig>;

function checkConsistency(
	config: {
		done_gates: string[];
		gates: Record<string, unknown>;
		lease: Record<string, string>;
	} & MovementRules,
	context: z.RefinementCtx,
): void {
	for (const gateName of config.done_gates) {
		if (!Object.hasOwn(config.gates, gateName))
			context.addIssue({
				code: "custom",
				path: ["done_gates"],
				message: `names ${gateName}, which is not under gates`,
			});
	}
	for (const fault of faultsOf(config))
		context.addIssue({
			code: "custom",
			path: ["transitions"],
			message: fault,
		});
	const [min, standard, max] = ["min", "default", "max"].map(
		(field) => parseDuration(config.lease[field] ?? "") ?? 0,
	) as [number, number, number];
	if (min > standard || standard > max)
		context.addIssue({
			code: "custom",
			path: ["lease"],
			message: "needs min ≤ default ≤ max",
		});
}
