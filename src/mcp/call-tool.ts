import type { CallToolResult } from "@modelcontextprotocol/server";
import type {
	BoardPlace,
	Caller,
	OpenBoardDoor,
} from "../engine/board-door.ts";
import {
	type FailureOptions,
	failureRefusal,
} from "../engine/failure-refusal.ts";
import { hearCall } from "./heard-call.ts";
import type { Tool } from "./tool.ts";
import { refusedResult, toolResult } from "./tool-result.ts";
import { type Line, waitAt } from "./wait-call.ts";

/** Who calls, and what boards are reached with. */
export interface CallOptions extends FailureOptions {
	readonly caller: Caller;
	readonly open: OpenBoardDoor;
	/** The board of the connection, where it has one. */
	readonly home?: BoardPlace | undefined;
}

/** Carries out one call of a tool. Never throws: what goes wrong is told as a refusal. */
export async function callTool(
	tool: Tool,
	args: unknown,
	{ line, ...options }: CallOptions & { readonly line: Line },
): Promise<CallToolResult> {
	try {
		const heard = hearCall(tool, args, options.home);
		if (!heard.ok) return refusedResult(heard);
		const door = await options.open(heard.place, options.caller);
		if ("code" in door) return refusedResult(door);
		const answer = await (tool.verb === "wait"
			? waitAt(door, heard.given, line)
			: door.say(heard.saying));
		return "verb" in answer
			? toolResult(tool, answer, heard)
			: refusedResult(answer);
	} catch (error) {
		return refusedResult(
			failureRefusal(error, { ...options, key: "idempotencyKey" }),
		);
	}
}
