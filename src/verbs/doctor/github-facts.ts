import { z } from "zod";

const grants = z.strictObject({
	permissions: z.record(z.string(), z.string()),
	events: z.array(z.string()),
});

/** The App and its installation on the repository. */
const installationFacts = z.strictObject({
	/** What the App's own settings ask for. */
	app: grants,
	/** What the owner has granted; absent where the App is not installed on the repository. */
	granted: grants.optional(),
	/** Since when the installation is suspended. */
	suspended: z.string().optional(),
	/** Where the owner looks after the installation. */
	settings: z.string().optional(),
	/** True when the config has a project. */
	has_project: z.boolean(),
});

/** The rules that GitHub holds the board's branch to. */
const ruleFacts = z.strictObject({
	branch: z.string(),
	/** False while the branch is still to be made. */
	exists: z.boolean(),
	rules: z.array(
		z.strictObject({
			type: z.string(),
			/** The ruleset that it is part of, and whose ruleset that is. */
			ruleset: z.string(),
			owner: z.string(),
			/** Whether Baton may pass it by; absent where GitHub does not tell. */
			bypass: z
				.enum(["always", "pull_requests_only", "never", "exempt"])
				.optional(),
			/** Of a rule about names, addresses or messages. */
			pattern: z
				.strictObject({
					operator: z.string(),
					text: z.string(),
					negate: z.boolean(),
				})
				.optional(),
		}),
	),
	/** True when a classic branch protection applies as well; what it says is not shown to Apps like this. */
	classic: z.boolean().optional(),
});

/** Branches whose names leave no room for the board's, and the default branch. */
const branchFacts = z.strictObject({
	board: z.string(),
	in_the_way: z.array(z.string()),
	default_branch: z.string(),
});

const repositoryFacts = z.strictObject({
	archived: z.boolean(),
	has_issues: z.boolean(),
	/** True when the default branch has no commit. */
	empty: z.boolean(),
});

/** The issue on which it was asked. */
const issueFacts = z.strictObject({
	number: z.int(),
	labels: z.int(),
	comments: z.int(),
});

const configFacts = z.strictObject({
	/** Why the file cannot be taken in. */
	invalid: z.string().optional(),
	/** True when the file says something else than what is in force. */
	differs: z.boolean().optional(),
	/** True when there is no file. */
	missing: z.boolean().optional(),
	/** Why what differs is held, in a sentence, where that is known. */
	held: z.string().optional(),
});

const budgetFacts = z.strictObject({
	/** Of the primary limit; `reset` is an instant. */
	primary: z
		.strictObject({ limit: z.int(), remaining: z.int(), reset: z.string() })
		.optional(),
	/** Requests that make content, and how many Baton allows itself. */
	content: z
		.strictObject({
			last_minute: z.int(),
			per_minute: z.int(),
			last_hour: z.int(),
			per_hour: z.int(),
		})
		.optional(),
	/** Until when nothing but what cannot wait is sent, because GitHub asked for a pause. */
	breaker_until: z.string().optional(),
	/** Pushes allowed in a minute (0: any number), and how long the next one has to wait. */
	pushes: z
		.strictObject({ per_minute: z.number(), next_in_ms: z.int() })
		.optional(),
});

const webhookFacts = z.strictObject({
	/** Without user, password and query; absent where none is set. */
	url: z.string().optional(),
	/** Where Baton listens below its address. */
	path: z.string(),
	content_type: z.string().optional(),
	insecure_ssl: z.boolean().optional(),
	has_secret: z.boolean().optional(),
});

/** The newest deliveries for this installation, at most a day old, each event counted once. */
const deliveryFacts = z.strictObject({
	total: z.int(),
	failed: z.int(),
	/** How many of the newest ones failed in a row. */
	failed_last: z.int(),
	newest_failure: z
		.strictObject({
			event: z.string(),
			at: z.string(),
			status: z.string(),
			status_code: z.int(),
		})
		.optional(),
});

/** What was found out about Baton's place on GitHub. What could not be found out is absent, and named in `unknown`. */
export const githubFacts = z.strictObject({
	installation: installationFacts.optional(),
	rules: ruleFacts.optional(),
	branches: branchFacts.optional(),
	repository: repositoryFacts.optional(),
	issue: issueFacts.optional(),
	config: configFacts.optional(),
	budgets: budgetFacts.optional(),
	webhook: webhookFacts.optional(),
	deliveries: deliveryFacts.optional(),
	clock_skew_ms: z.int().optional(),
	/** What other parts of the door have found. */
	more: z
		.array(
			z.strictObject({
				code: z.string(),
				severity: z.enum(["error", "warning", "advice"]),
				what: z.string(),
				fix: z.string(),
				link: z.string().optional(),
			}),
		)
		.optional(),
	/** What could not be looked at, and why. */
	unknown: z.array(z.strictObject({ part: z.string(), why: z.string() })),
});

export type InstallationFacts = z.infer<typeof installationFacts>;
export type RuleFacts = z.infer<typeof ruleFacts>;
export type BranchFacts = z.infer<typeof branchFacts>;
export type RepositoryFacts = z.infer<typeof repositoryFacts>;
export type IssueFacts = z.infer<typeof issueFacts>;
export type ConfigFacts = z.infer<typeof configFacts>;
export type BudgetsFound = z.infer<typeof budgetFacts>;
export type WebhookFacts = z.infer<typeof webhookFacts>;
export type DeliveryFacts = z.infer<typeof deliveryFacts>;
export type GitHubFacts = z.infer<typeof githubFacts>;
