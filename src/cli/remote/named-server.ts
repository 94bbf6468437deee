import type { BoardPlace } from "../../engine/board-door.ts";
import type { Said } from "../command-spec.ts";
import type { Misuse } from "../misuse.ts";
import { noBranchName } from "../on-branch.ts";
import type { Terminal } from "../terminal.ts";
import { serverAddress } from "./server-address.ts";

/** The server that a command is said to, and the board on it. */
export interface NamedServer {
	readonly url: URL;
	readonly place: BoardPlace;
}

const REPOSITORY = /^([A-Za-z0-9][A-Za-z0-9-]*)\/([A-Za-z0-9._-]+)$/;
/** Names of boards as `configure` takes them. */
const BOARD = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** True when a command line is meant for a server: by `--url`, or by BATON_URL. */
export function isForServer(
	{ values }: Pick<Said, "values">,
	{ env = {} }: Pick<Terminal, "env">,
): boolean {
	return addressIn(values, env) !== "";
}

/** The server that a command line names; undefined for the repository at hand, or what is wrong with the name. */
export function namedServer(
	{ values }: Pick<Said, "values">,
	{ env = {} }: Pick<Terminal, "env">,
): NamedServer | Misuse | undefined {
	const typed = addressIn(values, env);
	if (typed === "") return undefined;
	const url = serverAddress(typed);
	if ("problem" in url) return url;
	const repository = values.repo ?? env.BATON_REPO ?? "";
	const [, owner, repo] = REPOSITORY.exec(repository) ?? [];
	if (owner === undefined || repo === undefined)
		return noRepository(repository, url);
	const branch = values.branch ?? "baton/board";
	const board = branch.replace(/^baton\//, "");
	if (!BOARD.test(board)) return noBranchName(branch);
	return { url, place: { owner, repo, board } };
}

function addressIn(values: Said["values"], env: Terminal["env"] = {}): string {
	return (values.url ?? env.BATON_URL ?? "").trim();
}

function noRepository(said: string, { origin }: URL): Misuse {
	return {
		problem:
			said === ""
				? `no repository is named on ${origin}`
				: `${JSON.stringify(said.slice(0, 80))} is no repository on ${origin}`,
		hint: "Name it with --repo owner/name or BATON_REPO. For the repository on this machine say it without --url, and unset BATON_URL.",
	};
}
