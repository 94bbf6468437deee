import type { Json, JsonObject } from "../../core/errors.ts";
import type { TaskKey } from "../../core/task.ts";
import type { Done } from "../../engine/answer.ts";

/** A task, or a step of one, that the board offers. */
export interface Candidate {
	readonly task: TaskKey;
	readonly step?: string | undefined;
	/** `42`, or `42/1.1`. */
	readonly address: string;
	readonly title: string;
	/** The task's version as it was offered: whoever was quicker has raised it. */
	readonly version?: number | undefined;
}

/** The rows of an answer that hold tasks, the best first. */
export function candidatesIn({ data }: Done): readonly Candidate[] {
	const { task, candidates } = data;
	const rows = Array.isArray(candidates) ? candidates : [task];
	return rows.flatMap((row: Json | undefined) => candidateOf(row) ?? []);
}

/** A row of a list as a candidate; undefined for what is none. */
export function candidateOf(row: Json | undefined): Candidate | undefined {
	if (typeof row !== "object" || row === null) return undefined;
	const { key, title, version, step } = row as JsonObject;
	if (typeof key !== "string") return undefined;
	const id = (step as JsonObject | undefined)?.id;
	const known = {
		task: key,
		title: typeof title === "string" ? title : "",
		version: typeof version === "number" ? version : undefined,
	};
	return typeof id === "string"
		? { ...known, step: id, address: `${key}/${id}` }
		: { ...known, address: key };
}
