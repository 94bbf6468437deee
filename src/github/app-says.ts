import type { Actor } from "../core/actor.ts";
import type { Engine } from "../engine/perform.ts";
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

/** Speaks on a board in the app's own name. */
export function appSays({
	engine,
	app,
	onRefusal,
}: {
	readonly engine: Pick<Engine, "perform">;
	readonly app: Actor;
	readonly onRefusal: (what: string) => void;
}): AppSays {
	return async (verb, input, as) => {
		const [answer] = await engine.perform([
			{ verb, input, actor: app, role: "app", ...as },
		]);
		if (answer?.ok === false)
			onRefusal(`${verb}: ${answer.code}, ${answer.message}`);
	};
}
