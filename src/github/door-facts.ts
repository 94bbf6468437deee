import type { RepositoryApi } from "./api.ts";
import { readConfig } from "./config-file.ts";
import type { DoorFacts } from "./hear.ts";
import { enrollInput } from "./issue-events.ts";

/** Completes the commands whose input stands on GitHub: an issue's text, the config file. `board` is the board's name. */
export function doorFacts(api: RepositoryApi, board: string): DoorFacts {
	return async (said, comment) => {
		if (said.verb.name === "enroll") {
			const issue = await api.issue(Number(said.task ?? comment.issue));
			return issue === undefined
				? said
				: { ...said, input: { ...enrollInput(issue), ...said.input } };
		}
		if (said.verb.name !== "configure") return said;
		const read = await readConfig(api);
		return read.ok
			? { ...said, input: { ...said.input, name: board, config: read.config } }
			: read;
	};
}
