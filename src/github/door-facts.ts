import { roleCovers } from "../core/actor.ts";
import { refuse } from "../core/errors.ts";
import type { RepositoryApi } from "./api.ts";
import { readConfig } from "./config-file.ts";
import type { DoorFacts } from "./hear.ts";
import { enrollInput } from "./issue-events.ts";

/** Completes the commands whose input stands on GitHub: an issue's text, the config file. `board` is the board's name. */
export function doorFacts(api: RepositoryApi, board: string): DoorFacts {
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
			return { ...said, input: { ...enrollInput(issue), ...said.input } };
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
