import type { Row, Table } from "./table.ts";

export interface UserRow extends Row {
	readonly login: string;
	readonly node_id: string;
	readonly type: "User" | "Bot";
	readonly site_admin: boolean;
	readonly name: string | null;
	readonly email: string | null;
}
export interface OrgRow extends Row {
	readonly login: string;
	readonly node_id: string;
	readonly default_repository_permission: string;
	readonly description: string | null;
}
export interface TeamRow extends Row {
	readonly org_id: number;
	readonly slug: string;
}
export interface TeamMemberRow extends Row {
	readonly team_id: number;
	readonly user_id: number;
	readonly role: "maintainer" | "member";
}
export interface RepoRow extends Row {
	readonly node_id: string;
	readonly name: string;
	readonly full_name: string;
	readonly owner_id: number;
	readonly owner_type: "User" | "Organization";
	readonly private: boolean;
	readonly description: string | null;
	readonly fork: boolean;
	readonly homepage: string | null;
	readonly default_branch: string;
	readonly archived: boolean;
	readonly pushed_at: string | null;
	readonly open_issues_count: number;
	readonly allow_merge_commit: boolean;
	readonly allow_squash_merge: boolean;
	readonly delete_branch_on_merge: boolean;
}
export interface CollaboratorRow extends Row {
	readonly repo_id: number;
	readonly user_id: number;
	/** `pull`, `triage`, `push`, `maintain` or `admin`. */
	readonly permission: string;
}
export interface IssueRow extends Row {
	readonly node_id: string;
	readonly repo_id: number;
	readonly number: number;
	readonly title: string;
	readonly body: string | null;
	readonly state: "open" | "closed";
	readonly state_reason: string | null;
	readonly locked: boolean;
	readonly active_lock_reason: string | null;
	readonly user_id: number;
	readonly assignee_ids: readonly number[];
	readonly label_ids: readonly number[];
	readonly closed_at: string | null;
	readonly closed_by_id: number | null;
	readonly is_pull_request: boolean;
}
export interface PullRow extends Row {
	readonly repo_id: number;
	readonly number: number;
	readonly title: string;
	readonly body: string | null;
	readonly state: "open" | "closed";
	readonly user_id: number;
	readonly draft: boolean;
	readonly closed_at: string | null;
	readonly merged: boolean;
	readonly merged_at: string | null;
	readonly merged_by_id: number | null;
	readonly merge_commit_sha: string | null;
	/** Null: not found out yet. */
	readonly mergeable: boolean | null;
	readonly mergeable_state: string;
	readonly commits: number;
	readonly additions: number;
	readonly deletions: number;
	readonly changed_files: number;
	/** `<base>...<head>` that the six columns above were found out for. */
	readonly measured?: string;
	readonly base_repo_id: number;
	readonly base_ref: string;
	readonly base_sha: string;
	readonly head_repo_id: number;
	readonly head_ref: string;
	readonly head_sha: string;
}
export interface LabelRow extends Row {
	readonly node_id: string;
	readonly repo_id: number;
	readonly name: string;
	readonly description: string | null;
	readonly color: string;
	readonly default: boolean;
}
export interface CommentRow extends Row {
	readonly node_id: string;
	readonly repo_id: number;
	readonly issue_number: number | null;
	readonly user_id: number;
	readonly body: string;
	readonly comment_type: "issue" | "review" | "commit";
	/** The review that a remark on a line belongs to. */
	readonly review_id?: number | null;
}
export interface IssueEventRow extends Row {
	readonly node_id: string;
	readonly repo_id: number;
	readonly issue_number: number;
	readonly event: string;
	readonly actor_id: number;
	readonly commit_id: string | null;
	readonly commit_url: string | null;
	readonly label_name: string | null;
	readonly assignee_id: number | null;
	readonly milestone_title: string | null;
	readonly rename: unknown;
	/** Why a `closed` event closed it. */
	readonly state_reason?: string | null;
	/** The label's colour when it was put there or taken off. */
	readonly label_color?: string;
	/** The other issue of a link that came or went. */
	readonly linked_issue_id?: number;
	/** What a dismissed review was, and why it was dismissed. */
	readonly dismissed_review?: {
		readonly state: string;
		readonly review_id: number;
		readonly dismissal_message: string;
	};
}
export interface RefRow extends Row {
	readonly repo_id: number;
	readonly ref: string;
	readonly sha: string;
	readonly node_id: string;
}
export interface BranchRow extends Row {
	readonly repo_id: number;
	readonly name: string;
	readonly sha: string;
	readonly protected: boolean;
}
export interface BranchProtectionRow extends Row {
	readonly repo_id: number;
	readonly branch_name: string;
	readonly required_status_checks: {
		readonly contexts: readonly string[];
	} | null;
	readonly required_pull_request_reviews: {
		readonly required_approving_review_count: number;
	} | null;
}
export type ReviewState =
	| "PENDING"
	| "COMMENTED"
	| "APPROVED"
	| "CHANGES_REQUESTED"
	| "DISMISSED";
export interface ReviewRow extends Row {
	readonly node_id: string;
	readonly repo_id: number;
	readonly pull_number: number;
	readonly user_id: number;
	readonly body: string | null;
	readonly state: ReviewState;
	readonly commit_id: string;
	/** Null: pending. */
	readonly submitted_at: string | null;
}
export interface TreeEntry {
	readonly path: string;
	readonly mode: string;
	readonly type: "blob" | "tree" | "commit";
	readonly sha: string;
	readonly size?: number;
}
export interface TreeRow extends Row {
	readonly repo_id: number;
	readonly sha: string;
	readonly node_id: string;
	readonly tree: readonly TreeEntry[];
	readonly truncated: boolean;
}
export interface BlobRow extends Row {
	readonly repo_id: number;
	readonly sha: string;
	readonly node_id: string;
	readonly content: string;
	readonly encoding: "utf-8" | "base64";
	readonly size: number;
}
export interface CommitRow extends Row {
	readonly repo_id: number;
	readonly sha: string;
	readonly node_id: string;
	readonly message: string;
	readonly author_name: string;
	readonly author_email: string;
	readonly author_date: string;
	readonly committer_name: string;
	readonly committer_email: string;
	readonly committer_date: string;
	readonly tree_sha: string;
	readonly parent_shas: readonly string[];
	readonly user_id: number | null;
}
export interface AppRow extends Row {
	readonly app_id: number;
	readonly slug: string;
	readonly name: string;
	readonly description: string | null;
	readonly private_key: string;
	readonly permissions: Readonly<Record<string, string>>;
	readonly events: readonly string[];
}
export interface InstallationRow extends Row {
	readonly installation_id: number;
	readonly app_id: number;
	readonly account_type: "User" | "Organization";
	readonly account_id: number;
	readonly account_login: string;
	readonly repository_selection: "all" | "selected";
	readonly repository_ids: readonly number[];
	readonly permissions: Readonly<Record<string, string>>;
	readonly events: readonly string[];
	readonly suspended_at: string | null;
	readonly suspended_by_id?: number | null;
}

/** The emulator's tables that the front works on, under the emulator's names for them. */
export interface Tables {
	readonly users: Table<UserRow>;
	readonly orgs: Table<OrgRow>;
	readonly teams: Table<TeamRow>;
	readonly teamMembers: Table<TeamMemberRow>;
	readonly repos: Table<RepoRow>;
	readonly collaborators: Table<CollaboratorRow>;
	readonly issues: Table<IssueRow>;
	readonly pullRequests: Table<PullRow>;
	readonly reviews: Table<ReviewRow>;
	readonly labels: Table<LabelRow>;
	readonly comments: Table<CommentRow>;
	readonly issueEvents: Table<IssueEventRow>;
	readonly refs: Table<RefRow>;
	readonly branches: Table<BranchRow>;
	readonly branchProtections: Table<BranchProtectionRow>;
	readonly trees: Table<TreeRow>;
	readonly blobs: Table<BlobRow>;
	readonly commits: Table<CommitRow>;
	readonly apps: Table<AppRow>;
	readonly appInstallations: Table<InstallationRow>;
}

/** Git's own data is rebuilt from the bare repositories; the emulator's record of minted tokens is not used. */
export const EPHEMERAL_TABLES: ReadonlySet<string> = new Set([
	"github.refs",
	"github.branches",
	"github.trees",
	"github.blobs",
	"github.commits",
	"github.installation_token_metadata",
]);
