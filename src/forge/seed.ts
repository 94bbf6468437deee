/** Roles on a repository, weakest first, as the collaborator API's `role_name` spells them. */
export const ROLES = ["read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface SeedUser {
	readonly login: string;
	readonly name?: string;
}
export interface SeedOrg {
	readonly login: string;
	readonly name?: string;
	/** Members; an `admin` of the organization is admin of all its repositories. */
	readonly members?: Readonly<Record<string, "admin" | "member">>;
}
export interface SeedLabel {
	readonly name: string;
	/** Six hex digits. */
	readonly color?: string;
	readonly description?: string;
}
export interface SeedIssue {
	readonly title: string;
	readonly body?: string;
	/** Login of the author. */
	readonly author: string;
	readonly labels?: readonly string[];
	readonly assignees?: readonly string[];
}
export interface SeedRepository {
	/** Login of a seeded user or organization. */
	readonly owner: string;
	readonly name: string;
	readonly defaultBranch: string;
	readonly description?: string;
	readonly private?: boolean;
	readonly collaborators: Readonly<Record<string, Role>>;
	/** Path to text content of the first commit; empty: the repository has no commit. */
	readonly files: Readonly<Record<string, string>>;
	readonly labels?: readonly SeedLabel[];
	readonly issues?: readonly SeedIssue[];
}
export interface SeedApp {
	readonly slug: string;
	readonly name: string;
	readonly description?: string;
	/** Permission to `read` or `write`, as in an App manifest. */
	readonly permissions: Readonly<Record<string, "read" | "write">>;
	readonly events: readonly string[];
	/** Full names (`acme/demo`) it is installed on; all of one owner. */
	readonly repositories: readonly string[];
}

/** What a new embedded GitHub starts with; ignored once the data directory holds a state. */
export interface ForgeSeed {
	readonly users: readonly SeedUser[];
	readonly orgs?: readonly SeedOrg[];
	readonly repositories: readonly SeedRepository[];
	readonly apps: readonly SeedApp[];
}
