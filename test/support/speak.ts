import type { Role } from "../../src/core/actor.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Saying } from "../../src/engine/saying.ts";
import { configFile } from "../../src/schema/config.ts";
import { type Bench, person } from "./bench.ts";

/** A command as a door would hand it in; the op id is new unless given. */
export function say(
	bench: Bench,
	who: string,
	verb: string,
	said: {
		task?: string;
		input?: JsonObject;
		role?: Role;
		opId?: string;
		agent?: string;
		at?: string;
	} = {},
): Saying {
	const {
		input = {},
		role = "write",
		opId = bench.nextEvent(),
		...rest
	} = said;
	return { verb, input, actor: person(who), role, opId, ...rest };
}

/** Opens the board with a config written as in the file, and enrolls tasks by key. */
export async function openBoard(
	bench: Bench,
	config: JsonObject = {},
	keys: readonly string[] = [],
): Promise<void> {
	const resolved = configFile.parse(config);
	const agents = Object.fromEntries(
		Object.entries(resolved.agents).map(([name, agent]) => [
			name,
			{ ...agent, logins: agent.logins.map(person) },
		]),
	);
	const opening = bench.appSays("configure", {
		name: "board",
		config: { ...resolved, agents } as unknown as JsonObject,
	});
	const enrolling = keys.map((key) =>
		say(bench, "maintainer", "enroll", {
			task: key,
			role: "admin",
			input: { title: `Task ${key}` },
		}),
	);
	const answers = await bench.engine.perform([opening, ...enrolling]);
	for (const answer of answers)
		if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
}
