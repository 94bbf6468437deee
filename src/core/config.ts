import type { Actor, Role } from "./actor.ts";
import type { OwnTransitions, Status } from "./status.ts";
import type { Priority } from "./task.ts";

/** A condition by name: the checks and statuses that must have succeeded (protocol section 12). */
export interface GateConfig {
	readonly checks: readonly { readonly name: string; readonly app: string }[];
	readonly accept: readonly string[];
	readonly timeout: string;
	/** Commit statuses that must have succeeded as well, each of the one account whose word counts. */
	readonly statuses?:
		| readonly { readonly context: string; readonly creator: Actor }[]
		| undefined;
	/** What the gate workflow runs, and whether the App asks for that by itself. */
	readonly command?: string | undefined;
	readonly dispatch?: boolean | undefined;
}

/** What a board knows of a worker before it says anything. Logins were resolved to ids when the config was taken in. */
export interface AgentConfig {
	readonly logins: readonly Actor[];
	readonly capabilities: readonly string[];
	readonly roles: readonly string[];
	readonly max_leases: number;
}

/** Which GitHub project shows the board. What is absent is not written out: the door that shows it knows the defaults. */
export interface ProjectConfig {
	/** A login; absent: the owner of the repository. */
	readonly owner?: string | undefined;
	readonly number: number;
	/** Names of the two single-select fields. */
	readonly fields?:
		| {
				readonly status?: string | undefined;
				readonly priority?: string | undefined;
		  }
		| undefined;
	/** Names of options. */
	readonly statuses?:
		| { readonly [status in Status]?: string | undefined }
		| undefined;
	readonly priorities?:
		| { readonly [priority in Priority]?: string | undefined }
		| undefined;
}

/** The resolved configuration: every default written out (protocol section 12). Durations are texts such as `10m`. */
export interface BoardConfig {
	readonly intake: "ready" | "backlog";
	readonly review: "auto" | "always" | "never";
	readonly lease: {
		readonly default: string;
		readonly min: string;
		readonly max: string;
		readonly grace: string;
	};
	readonly attempts: {
		readonly max: number;
		readonly backoff: string;
		readonly backoff_max: string;
	};
	/** How many tasks may stand in a status; absent: any number. */
	readonly wip: { readonly [status in Status]?: number | undefined };
	/** Where the board moves otherwise than by the default table. */
	readonly transitions?: OwnTransitions | undefined;
	readonly gates: Readonly<Record<string, GateConfig>>;
	readonly done_gates: readonly string[];
	readonly allow_unproven_gates: boolean;
	readonly agents: Readonly<Record<string, AgentConfig>>;
	readonly permissions: Readonly<Record<string, Role>>;
	readonly limits: {
		readonly comment_commands_per_actor_per_minute: number;
		readonly comment_commands_per_minute: number;
		readonly api_calls_per_actor_per_minute: number;
		readonly tasks: number;
		readonly plan_steps: number;
	};
	readonly planner: {
		readonly routes: readonly {
			readonly paths: string;
			readonly role: string;
		}[];
		readonly gates: Readonly<Record<string, string>>;
	};
	readonly pushes_per_minute: number;
	/** Absent: no project shows the board. */
	readonly project?: ProjectConfig | undefined;
}

/** board.yaml: what holds for the board as a whole. */
export interface BoardDocument {
	readonly format: 1;
	/** Version of the rules that replay this board; only an `upgrade` commit changes it. */
	readonly rules: 1;
	readonly name: string;
	readonly config: BoardConfig;
	readonly inbox: BoardInbox;
}

/** The board's own op ids and, in `since`, up to when a sweep has read everything. */
export interface BoardInbox {
	readonly below: { readonly comment: number; readonly event: number };
	readonly since?: string;
	readonly seen: readonly string[];
}
