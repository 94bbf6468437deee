import type { BranchPush } from "./config-push-api.ts";

/** What a push event tells, as far as it matters here. */
export interface PushPayload {
	readonly ref: string;
	readonly before: string;
	readonly after: string;
	readonly repository: { readonly default_branch?: string | undefined };
	readonly sender?: { readonly id: number; readonly login: string } | undefined;
}

/**
 * The push of a default branch that an event tells of. Which files it touched is not asked: of a large push GitHub does not tell,
 * and what the file is now has to be read anyway.
 */
export function defaultPush({
	ref,
	before,
	after,
	repository,
	sender,
}: PushPayload): BranchPush | undefined {
	if (ref !== `refs/heads/${repository.default_branch}` || sender === undefined)
		return undefined;
	return { before, after, actor: { id: sender.id, login: sender.login } };
}
