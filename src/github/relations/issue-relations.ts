/** What an issue tells of its relations to others without being asked for more. */
export interface IssueRelations {
	/** The id by which edges name the issue. */
	readonly id: number;
	/** Address of the repository in the API, the beginning of its issues' addresses. */
	readonly home: string;
	/** How many issues it waits for, ended ones and other repositories' among them; absent where the server does not tell. */
	readonly blockers?: number;
	/** The issue it is below; `elsewhere` in another repository. */
	readonly parent?: number | "elsewhere";
}

/** An issue's fields that tell of relations; older servers have only the first two. */
export interface RawRelations {
	readonly id?: number;
	readonly url?: string;
	readonly parent_issue_url?: string | null | undefined;
	readonly issue_dependencies_summary?:
		| { readonly total_blocked_by: number }
		| undefined;
}

/** The relations of an issue from the API; undefined where it does not tell its own address. */
export function relationsIn(raw: RawRelations): IssueRelations | undefined {
	const { id, url, issue_dependencies_summary, parent_issue_url } = raw;
	if (id === undefined || url === undefined) return undefined;
	const home = homeOf(url);
	return {
		id,
		home,
		...(issue_dependencies_summary === undefined
			? {}
			: { blockers: issue_dependencies_summary.total_blocked_by }),
		...(typeof parent_issue_url !== "string"
			? {}
			: { parent: numberIn(parent_issue_url, home) ?? "elsewhere" }),
	};
}

/** The number of an issue by its address, if it is in the repository. */
export function numberIn(url: string, home: string): number | undefined {
	return homeOf(url) === home ? Number(url.split("/").at(-1)) : undefined;
}

function homeOf(issueUrl: string): string {
	return issueUrl.replace(/\/issues\/[0-9]+$/, "");
}
