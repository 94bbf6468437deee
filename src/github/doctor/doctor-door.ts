import type { ProbotOctokit } from "probot";
import type { JsonObject } from "../../core/errors.ts";
import type { Finding } from "../../verbs/doctor/finding.ts";
import type { RepositoryApi, RepositoryName } from "../api.ts";
import type { BudgetFacts } from "./budget-facts.ts";

/** What Baton's place on GitHub is looked at with. */
export interface DoctorDoor {
	/** A client that speaks as the App itself. */
	readonly app: () => Promise<ProbotOctokit>;
	/** A client that speaks as its installation on the repository. */
	readonly octokit: ProbotOctokit;
	readonly name: RepositoryName;
	readonly api: Pick<RepositoryApi, "file" | "account">;
	/** The board's branch: `baton/board`. */
	readonly branch: string;
	readonly nowMs: () => number;
	/** How Baton's own budgets stand, where somebody keeps them. */
	readonly budgets?: (() => BudgetFacts | undefined) | undefined;
	/** How long the next push has to wait, in milliseconds, where so many are allowed in a minute. */
	readonly pushWaitMs?: ((perMinute: number) => number) | undefined;
	/** Why the config on the default branch is held, where that is known. */
	readonly heldConfig?: (() => string | undefined) | undefined;
	/** What other parts of the door have found, such as a project that is missing. */
	readonly more?: (() => readonly Finding[]) | undefined;
}

/** What is asked about. */
export interface DoctorAsked {
	/** The issue it is asked on. */
	readonly issue?: number | undefined;
	/** The config in force, where there is a board. */
	readonly config?: JsonObject | undefined;
}
