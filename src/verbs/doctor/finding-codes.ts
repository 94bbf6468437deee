/** Every kind of thing that doctor itself can find, and the name of its section in docs/operating.md. None is ever renamed. */
export const FINDING_CODES = [
	"board-frozen",
	"board-newer",
	"board-unusable",
	"task-quarantined",
	"document-unreadable",
	"stray-files",
	"edits-by-hand",
	"clock-skew",
	"not-installed",
	"installation-suspended",
	"permission-missing",
	"permission-pending",
	"event-missing",
	"event-pending",
	"repository-archived",
	"issues-disabled",
	"repository-empty",
	"branch-name-taken",
	"board-is-default-branch",
	"ruleset-blocks",
	"ruleset-may-block",
	"branch-protection",
	"board-unprotected",
	"config-invalid",
	"config-not-in-force",
	"webhook-absent",
	"webhook-address",
	"webhook-form",
	"webhook-secret",
	"webhook-insecure",
	"webhook-failing",
	"requests-low",
	"breaker-open",
	"content-low",
	"pushes-paced",
	"labels-full",
	"comments-full",
] as const;

/** What the Projects v2 view finds. */
export const PROJECT_CODES = [
	"project-missing",
	"project-closed",
	"project-field",
	"project-options",
	"project-permission",
] as const;

/** What the view of edges finds. */
export const EDGE_CODES = ["edges-unsupported"] as const;

export type FindingCode =
	| (typeof FINDING_CODES)[number]
	| (typeof PROJECT_CODES)[number]
	| (typeof EDGE_CODES)[number];
