import { linkFields } from "./link-fields.ts";
import { appBehind, simpleUser } from "./people.ts";
import { pinFields } from "./pin-store.ts";
import { reactionSummary, reactionTarget } from "./reaction-store.ts";
import type { World } from "./world.ts";

type Fields = Record<string, unknown>;

/** Only below these does an address belong to the API rather than to a page. */
const API_PATHS = "(?:repos|users|orgs|app|installation|teams)/";

/**
 * Brings what the emulator says into the form GitHub gives it: comments and issues with their reactions and the App that
 * wrote them, API addresses below `/api/v3`, a bot's name encoded in addresses, times in whole seconds.
 */
export function present(
	world: Pick<World, "url" | "db" | "tables">,
	value: unknown,
): unknown {
	const api = new RegExp(`^${escapeRegExp(world.url)}/(?=${API_PATHS})`);
	const visit = (child: unknown, key: string): unknown => {
		if (typeof child === "string") return presentText(child, key);
		if (child === null || typeof child !== "object") return child;
		if (Array.isArray(child)) return child.map((item) => visit(item, key));
		const source = complete(world, child as Fields);
		return Object.fromEntries(
			Object.entries(source).map(([name, field]) => [name, visit(field, name)]),
		);
	};
	const presentText = (text: string, key: string): string => {
		if (key === "url" || key === "href" || key.endsWith("_url"))
			return text
				.replace("[bot]", "%5Bbot%5D")
				.replace(api, `${world.url}/api/v3/`);
		return key.endsWith("_at")
			? text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z$/, "$1Z")
			: text;
	};
	return visit(value, "");
}

/** Leads a `Link` header's addresses to where the caller came from. */
export function presentLink(link: string, url: string): string {
	return link.replace(
		new RegExp(`<${escapeRegExp(url)}/(?=${API_PATHS})`, "g"),
		`<${url}/api/v3/`,
	);
}

function complete(
	world: Pick<World, "url" | "db" | "tables">,
	fields: Fields,
): Fields {
	const isShortOrg =
		fields.type === "Organization" &&
		!("followers_url" in fields || "public_repos" in fields);
	if (isShortOrg) {
		// The emulator shows an organization inside other objects in a form of its own.
		const row = world.tables.orgs.findOneBy("login", fields.login);
		return row === undefined ? fields : simpleUser(row, world.url);
	}
	if (fields.type === "Bot" && typeof fields.login === "string") {
		return {
			...fields,
			html_url: `${world.url}/apps/${fields.login.replace("[bot]", "")}`,
		};
	}
	if ("merge_commit_sha" in fields && !("active_lock_reason" in fields))
		return { ...fields, active_lock_reason: null };
	const kind = kindOf(fields);
	if (kind === undefined) return fields;
	const login = (fields.user as { login?: string } | null)?.login;
	return {
		...fields,
		...(kind === "issue"
			? issueMarks(world, fields)
			: { pin: pinFields(world, fields.id as number) }),
		reactions: reactionSummary(
			world.db,
			reactionTarget(kind, fields.id as number),
			fields.url as string,
		),
		performed_via_github_app: appBehind(world.tables, login, world.url),
	};
}

/** An issue that is a pull request says so; only others have parents and wait for each other. */
function issueMarks(
	world: Pick<World, "url" | "db" | "tables">,
	fields: Fields,
): Fields {
	const { url, tables } = world;
	const row = tables.issues.get(fields.id as number);
	if (row === undefined) return {};
	if (!row.is_pull_request) return linkFields(world, row.id);
	const repo = tables.repos.get(row.repo_id);
	if (repo === undefined) return {};
	const page = `${url}/${repo.full_name}/pull/${row.number}`;
	return {
		pull_request: {
			url: `${url}/repos/${repo.full_name}/pulls/${row.number}`,
			html_url: page,
			diff_url: `${page}.diff`,
			patch_url: `${page}.patch`,
			merged_at:
				tables.pullRequests
					.findBy("repo_id", repo.id)
					.find((pull) => pull.number === row.number)?.merged_at ?? null,
		},
	};
}

function kindOf(fields: Fields): "comment" | "issue" | undefined {
	if (typeof fields.id !== "number" || typeof fields.url !== "string")
		return undefined;
	// A pull request tells the address of its issue too.
	if ("issue_url" in fields && "body" in fields)
		return "number" in fields ? undefined : "comment";
	return "repository_url" in fields && "timeline_url" in fields
		? "issue"
		: undefined;
}

function escapeRegExp(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
