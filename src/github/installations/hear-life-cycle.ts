import type { Probot } from "probot";

/** Who is told that installations or repositories changed. */
export interface LifeCycleListeners {
	/** Where the App is installed, or what a repository is called, may have changed. */
	readonly look: () => void;
	/** An installation may do other things than before. */
	readonly renew: (installationId: number) => void;
}

/**
 * Turns webhooks about installations and repositories into hints to look: which repositories there are, and what they are
 * called, is always read.
 */
export function hearLifeCycle(
	probot: Probot,
	{ look, renew }: LifeCycleListeners,
): void {
	probot.on(
		[
			"installation.created",
			"installation.deleted",
			"installation.suspend",
			"installation.unsuspend",
			"installation_repositories.added",
			"installation_repositories.removed",
			"installation_target.renamed",
			"repository.renamed",
			"repository.transferred",
			"repository.archived",
			"repository.unarchived",
			"repository.publicized",
			"repository.privatized",
			"repository.edited",
		],
		look,
	);
	probot.on("installation.new_permissions_accepted", ({ payload }) =>
		renew(payload.installation.id),
	);
}
