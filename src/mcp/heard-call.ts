import {
	type Json,
	type JsonObject,
	type Refusal,
	refuse,
} from "../core/errors.ts";
import type { BoardPlace, DoorSaying } from "../engine/board-door.ts";
import { commandKey } from "../engine/command-key.ts";
import { jsonFlaw } from "../engine/json-flaw.ts";
import { invalidArguments } from "./invalid-arguments.ts";
import {
	type LeaseAddress,
	parseLeaseId,
	parseProjectId,
	parseTaskId,
	type TaskAddress,
} from "./task-address.ts";
import type { Tool } from "./tool.ts";
import { asTaskId } from "./tool-arguments.ts";
import { shapeOf } from "./tool-shape.ts";
import { verbField } from "./verb-field.ts";

/** A call of a tool that was understood: where, and what is said there. */
export interface HeardCall {
	readonly ok: true;
	readonly place: BoardPlace;
	readonly saying: DoorSaying;
	/** The arguments as they were checked. */
	readonly given: Given;
}

type Given = Readonly<Record<string, Json | undefined>>;

/** Makes sense of a tool's arguments. `home` is the board of the connection, if it has one. */
export function hearCall(
	tool: Tool,
	args: unknown,
	home: BoardPlace | undefined,
): HeardCall | Refusal {
	const flaw = jsonFlaw((args ?? {}) as Json);
	if (flaw !== undefined) return notTaken(tool, flaw);
	const shape = shapeOf(tool);
	const schema = shape.schema(home !== undefined);
	const parsed = schema.safeParse(eased(tool, args ?? {}));
	if (!parsed.success)
		return invalidArguments(tool, parsed.error, [
			...Object.keys((schema as unknown as { shape: object }).shape),
		]);
	const given = parsed.data as Given;
	const lease = leaseIn(given);
	if (lease !== undefined && "code" in lease) return lease;
	const place = placeOf(given, lease?.place ?? home);
	if ("code" in place) return place;
	const address = addressOf(tool, given, lease);
	if (address !== undefined && "code" in address) return address;
	if (lease !== undefined && isElsewhere(lease.place, place))
		return contradiction("projectId");
	const key = keyIn(given);
	if ("code" in key) return key;
	const about = { ...address, ...key, fence: lease?.fence };
	const said = sayingOf(tool, given, about);
	const saying = tool.says?.(said, given) ?? said;
	return "code" in saying ? saying : { ok: true, place, saying, given };
}

/** Numbers for names of tasks, one word for a list of one, lower case for upper: what is plainly meant is taken. */
function eased(tool: Tool, args: object): unknown {
	if (Array.isArray(args)) return args;
	return Object.fromEntries(
		Object.entries(args as Record<string, unknown>)
			// Clients fill in null for what was left out; where null means something the argument takes it.
			.filter(([name, value]) => value !== null || takesNull(tool, name))
			.map(([name, value]) => {
				const ease =
					name === tool.task?.named ? asTaskId : tool.arguments[name]?.ease;
				return [name, ease === undefined ? value : ease(value)];
			}),
	);
}

function takesNull(tool: Tool, name: string): boolean {
	return tool.arguments[name]?.schema.safeParse(null).success === true;
}

function notTaken(tool: Tool, flaw: string): Refusal {
	return refuse(
		"VALIDATION",
		`${tool.name}: the arguments are refused because ${flaw}.`,
		"Hand in plain text, and less at once.",
		{ field: "arguments" },
	);
}

/** Clients fill in an empty text for what was left out, and one key for all would let only the first command take effect. */
function keyIn({
	idempotencyKey: key = "",
}: Given): { readonly key?: string } | Refusal {
	return key === "" ? {} : commandKey(String(key), "idempotencyKey");
}

function leaseIn({ leaseId }: Given): LeaseAddress | Refusal | undefined {
	if (leaseId === undefined) return undefined;
	return (
		parseLeaseId(String(leaseId)) ??
		refuse(
			"VALIDATION",
			`${JSON.stringify(String(leaseId).slice(0, 120))} is no lease.`,
			"Hand in the leaseId as the claim answered it, such as owner/repo/board:42@7.",
			{ field: "leaseId" },
		)
	);
}

function placeOf(
	{ projectId, boardId }: Given,
	home: BoardPlace | undefined,
): BoardPlace | Refusal {
	const project =
		projectId === undefined ? home : parseProjectId(String(projectId));
	if (project === undefined)
		return refuse(
			"VALIDATION",
			projectId === undefined
				? "projectId is missing."
				: `${JSON.stringify(String(projectId).slice(0, 120))} is no project.`,
			"Name the repository as owner/repo.",
			{ field: "projectId" },
		);
	const { owner, repo } = project;
	const board = boardId === undefined ? (home?.board ?? "board") : boardId;
	return { owner, repo, board: String(board) };
}

function addressOf(
	tool: Tool,
	given: Given,
	lease: LeaseAddress | undefined,
): TaskAddress | Refusal | undefined {
	const { task } = tool;
	if (task === undefined) return undefined;
	const named = given[task.named];
	if (named === undefined) {
		if (lease !== undefined || task.isOptional === true) return lease;
		return refuse(
			"VALIDATION",
			`${task.named} is missing.`,
			`Name the task with ${task.named}, or the lease with leaseId.`,
			{ field: task.named },
		);
	}
	const address = parseTaskId(String(named));
	if (address === undefined)
		return refuse(
			"VALIDATION",
			`${JSON.stringify(String(named).slice(0, 60))} is no task.`,
			"Name it by its number or key, such as 42, and a step as 42/1.1.",
			{ field: task.named },
		);
	if (lease === undefined) return address;
	const isOther =
		address.task !== lease.task ||
		(address.step !== undefined && address.step !== lease.step);
	return isOther ? contradiction(task.named) : lease;
}

function sayingOf(
	tool: Tool,
	given: Given,
	{
		task,
		step,
		fence,
		key,
	}: Partial<TaskAddress> & {
		readonly fence?: number | undefined;
		readonly key?: string;
	},
): DoorSaying {
	const input: Record<string, Json> = {};
	for (const [name, argument] of Object.entries(tool.arguments)) {
		const value = given[name];
		if (value === undefined) continue;
		const turned = argument.turn === undefined ? value : argument.turn(value);
		if (turned !== undefined) input[verbField(name, argument)] = turned;
	}
	const { version } = given;
	if (version !== undefined) input.version = version;
	if (fence !== undefined) input.fence = fence;
	return {
		verb: tool.verb,
		input: input as JsonObject,
		...(task === undefined ? {} : { task }),
		...(step === undefined ? {} : { step }),
		...(key === undefined ? {} : { key }),
	};
}

function isElsewhere(a: BoardPlace, b: BoardPlace): boolean {
	const name = ({ owner, repo, board }: BoardPlace) =>
		`${owner}/${repo}/${board}`.toLowerCase();
	return name(a) !== name(b);
}

function contradiction(field: string): Refusal {
	return refuse(
		"VALIDATION",
		`leaseId and ${field} mean different things.`,
		"Hand in the leaseId alone: it says where the lease is.",
		{ field },
	);
}
