import { roleCovers } from "../core/actor.ts";
import { refuse } from "../core/errors.ts";
import type { GateFacts } from "../core/gate.ts";
import type { TaskKey } from "../core/task.ts";
import type { Engine } from "../engine/perform.ts";
import type { RepositoryApi } from "./api.ts";
import { readConfig } from "./config-file.ts";
import { gatherGateFacts } from "./gates.ts";
import type { HeadApi } from "./head-api.ts";
import type { DoorFacts } from "./hear.ts";
import { enrollInput } from "./issue-events.ts";

/** Completes the commands whose input stands on GitHub: an issue's text, the config file, the checks of a head. `board` is the board's name. */
export function doorFacts({
	api,
	heads,
	engine,
	board,
}: {
	readonly api: RepositoryApi;
	readonly heads: HeadApi;
	readonly engine: Engine;
	readonly board: string;
}): DoorFacts {
	return async (said, comment, role) => {
		if (said.verb.name === "enroll") {
			const issue = await api.issue(Number(said.task ?? comment.issue));
			if (issue === undefined)
				return refuse(
					"NOT_FOUND",
					"There is no such issue.",
					"Say it on the issue itself.",
				);
			if (issue.isPullRequest)
				return refuse(
					"VALIDATION",
					"A pull request is no task.",
					"Link it to a task with `/artifact pr`.",
				);
			if (issue.isClosed)
				return refuse(
					"VALIDATION",
					"A closed issue is no work for anybody.",
					"Open it first, then say it again.",
				);
			const config = engine.peek(({ board }) => board?.config);
			return {
				...said,
				input: { ...enrollInput(issue, config), ...said.input },
			};
		}
		if (said.verb.name === "done" || said.verb.name === "approve") {
			const facts = await gateFactsOf(said.task ?? String(comment.issue), {
				engine,
				heads,
			});
			return facts === undefined
				? said
				: { ...said, input: { ...said.input, facts } };
		}
		// Whoever may not configure is refused by the rules; no need to read the file for that.
		if (said.verb.name !== "configure" || !roleCovers(role, said.verb.role))
			return said;
		const read = await readConfig(api);
		return read.ok
			? { ...said, input: { ...said.input, name: board, config: read.config } }
			: read;
	};
}

/** The facts for a task that is to be done, as its gates need them now. */
export async function gateFactsOf(
	key: TaskKey,
	{ engine, heads }: { readonly engine: Engine; readonly heads: HeadApi },
): Promise<GateFacts | undefined> {
	const { config, task } = await engine.inspect((board) => ({
		config: board.board?.config,
		task: board.task(key),
	}));
	return config === undefined || task === undefined
		? undefined
		: gatherGateFacts(heads, config, task);
}
