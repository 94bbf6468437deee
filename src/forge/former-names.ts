import { visibleRepo } from "./access.ts";
import type { Answer, Call } from "./call.ts";
import type { Database } from "./database.ts";
import type { Row, Table } from "./table.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

/** A name that a repository once had. */
interface FormerNameRow extends Row {
	/** In lower case, for names are the same in any. */
	readonly full_name: string;
	readonly repo_id: number;
}

/** Full names that lead to a repository of another name, until somebody takes them. */
export function formerNameTable(db: Database): Table<FormerNameRow> {
	return db.collection<FormerNameRow>("forge.former_names", ["full_name"]);
}

/** The repository that was once called like this, if this caller may know of it; undefined while another one has the name. */
export function renamedRepo(
	{ db, tables }: Pick<World, "db" | "tables">,
	caller: Call["caller"],
	{ owner = "", repo = "" }: Readonly<Record<string, string>>,
): RepoRow | undefined {
	const name = `${owner}/${repo}`.toLowerCase();
	const row = formerNameTable(db).findOneBy("full_name", name);
	const found = row === undefined ? undefined : tables.repos.get(row.repo_id);
	if (found === undefined || found.full_name.toLowerCase() === name)
		return undefined;
	const isTaken = tables.repos
		.all()
		.some(({ full_name }) => full_name.toLowerCase() === name);
	return isTaken ? undefined : visibleNow({ tables }, caller, found);
}

/** Sends a request for a former name on to the repository's lasting address; undefined when its path names none. */
export function sentOn(world: World, call: Call): Answer | undefined {
	const [, owner = "", repo = "", rest = ""] =
		/^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(call.path) ?? [];
	const found =
		owner === "" ? undefined : renamedRepo(world, call.caller, { owner, repo });
	if (found === undefined) return undefined;
	const query = call.query.size === 0 ? "" : `?${call.query}`;
	const url = `${world.apiUrl}/repositories/${found.id}${rest}${query}`;
	const documentation_url =
		"https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects";
	return {
		// Only a 307 makes every client repeat what it sent.
		status: call.method === "GET" ? 301 : 307,
		headers: { location: url },
		body: { message: "Moved Permanently", url, documentation_url },
	};
}

/** The same call with the repository's present name where its path has the repository's id. */
export function byPresentName(world: World, call: Call): Call {
	const [, id, rest = ""] =
		/^\/repositories\/(\d+)(\/.*)?$/.exec(call.path) ?? [];
	const row = id === undefined ? undefined : world.tables.repos.get(Number(id));
	return row === undefined
		? call
		: { ...call, path: `/repos/${row.full_name}${rest}` };
}

function visibleNow(
	{ tables }: Pick<World, "tables">,
	caller: Call["caller"],
	{ full_name }: RepoRow,
): RepoRow | undefined {
	const [owner = "", repo = ""] = full_name.split("/");
	return visibleRepo(tables, caller, { owner, repo });
}
