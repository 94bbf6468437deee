import type { z } from "zod";
import type { Json, Refusal } from "../core/errors.ts";
import type { DoorSaying } from "../engine/board-door.ts";
import type { ToolSet } from "./tool-sets.ts";

/** One argument of a tool: how it is listed, and what it becomes in the words of the verb. */
export interface ToolArgument {
	/** What is listed and checked; optional where it may be left out. */
	readonly schema: z.ZodType;
	/** The field of the verb's input; the argument's name in snake case unless said. */
	readonly into?: string;
	/** What is taken for what is listed, such as a number for a text; anything else it answers as it is. */
	readonly ease?: (given: unknown) => unknown;
	/** The value in the verb's words, or nothing; as it is unless said. */
	readonly turn?: (value: Json) => Json | undefined;
}

/** How an answer's field is listed: a JSON type, or several. */
export type FieldType = "string" | "integer" | "boolean" | "object" | "array";
export type AnswerField = FieldType | readonly (FieldType | "null")[];

/** One tool: a verb under the name and with the arguments that agents know. */
export interface Tool {
	readonly name: string;
	/** The verb that is said, unless `says` chooses another. */
	readonly verb: string;
	/** What it is for and when to use it. */
	readonly about: string;
	/** The sets that list it; `all` lists everything. */
	readonly sets: readonly ToolSet[];
	/** The argument that names the task, and whether it can be left out; absent for a tool about the board. */
	readonly task?: { readonly named: string; readonly isOptional?: boolean };
	readonly arguments: Readonly<Record<string, ToolArgument>>;
	/** Fields of the answer that callers rely on. */
	readonly gives: Readonly<Record<string, AnswerField>>;
	/** True for one that takes away what somebody else may miss. */
	readonly isDestructive?: boolean;
	/** True where the same call again changes nothing more, even without a key. */
	readonly isIdempotent?: boolean;
	/** What fields of the verb's input are called that have no argument of their own. */
	readonly inner?: Readonly<Record<string, string>>;
	/** Changes what is said where arguments alone do not tell; `given` are the checked arguments. */
	readonly says?: (
		saying: DoorSaying,
		given: Readonly<Record<string, Json | undefined>>,
	) => DoorSaying | Refusal;
}
