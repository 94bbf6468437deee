import type { Actor } from "../core/actor.ts";
import type { ActionsClient } from "./actions-client.ts";

/** In whose name everything is done that is done with a job's own token. */
const LOGIN = "github-actions[bot]";
/** The number of that account on github.com. */
const ID = 41_898_282;

/** The account of a job's own token. Other servers than github.com number theirs themselves. */
export async function actionsAccount(
	octokit: ActionsClient,
	serverUrl: string,
): Promise<Actor> {
	const known = { id: ID, login: LOGIN };
	if (serverUrl === "https://github.com") return known;
	try {
		const { data } = await octokit.rest.users.getByUsername({
			username: LOGIN,
		});
		return { id: data.id, login: LOGIN };
	} catch (error) {
		if ((error as { status?: number }).status !== 404) throw error;
		return known;
	}
}
