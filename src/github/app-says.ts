import type { Saying } from "../engine/saying.ts";

/** What a command of Baton's own is about, and its op id. */
export type SaidAs = Pick<Saying, "opId"> &
	Partial<Pick<Saying, "task" | "step" | "ifTask">>;

/** Says a command in the app's own name; a refusal is told of in the log. Throws when the board cannot be written. */
export type AppSays = (
	verb: string,
	input: Saying["input"],
	as: SaidAs,
) => Promise<void>;
