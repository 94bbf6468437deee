import type { CommentRecord, EventRecord, IssueRecord } from "./api.ts";

/** An issue as lists and single answers tell of it. */
export interface RawIssue {
	readonly number: number;
	readonly title: string;
	readonly body?: string | null | undefined;
	readonly labels: readonly (string | { readonly name?: string | undefined })[];
	readonly state: string;
	readonly closed_at: string | null;
	readonly state_reason?: string | null | undefined;
	readonly assignees?: readonly { readonly login: string }[] | null | undefined;
	readonly pull_request?: object | null | undefined;
}

/** A list's or single issue as a record. */
export function toIssue(raw: RawIssue): IssueRecord {
	return {
		number: raw.number,
		title: raw.title,
		body: raw.body ?? "",
		labels: raw.labels.map((label) =>
			typeof label === "string" ? label : (label.name ?? ""),
		),
		isClosed: raw.state === "closed",
		...(raw.closed_at === null ? {} : { closedAt: raw.closed_at }),
		stateReason: raw.state_reason ?? null,
		assignees: (raw.assignees ?? []).map(({ login }) => login),
		isPullRequest: raw.pull_request !== undefined && raw.pull_request !== null,
	};
}

/** A webhook's or list's comment as a record. */
export function toComment(comment: RawComment, issue: number): CommentRecord {
	const { user } = comment;
	return {
		id: comment.id,
		issue,
		body: comment.body ?? "",
		author: {
			id: user?.id ?? 0,
			login: user?.login ?? "ghost",
			isBot: user?.type === "Bot",
		},
		createdAt: comment.created_at,
		updatedAt: comment.updated_at,
	};
}

/** A comment as webhooks and lists tell of it. */
export interface RawComment {
	readonly id: number;
	readonly body?: string | null;
	readonly user?: {
		readonly id: number;
		readonly login: string;
		readonly type?: string;
	} | null;
	readonly created_at: string;
	readonly updated_at: string;
}

/** An entry of the list of events. */
export interface RawEvent {
	readonly id: number;
	readonly event: string;
	readonly actor: {
		readonly id: number;
		readonly login: string;
		readonly type?: string;
	} | null;
	readonly issue?: { readonly number: number } | null;
	readonly label?: { readonly name?: string | null };
	readonly assignee?: { readonly login: string } | null;
	readonly state_reason?: string | null;
	readonly rename?: { readonly to?: string } | null;
	readonly created_at: string;
}

/** An event as a record; undefined for one without an actor or an issue. */
export function toEvent(raw: RawEvent): EventRecord | undefined {
	if (raw.actor === null || raw.issue === undefined || raw.issue === null)
		return undefined;
	return {
		id: raw.id,
		event: raw.event,
		issue: raw.issue.number,
		actor: { id: raw.actor.id, login: raw.actor.login },
		isByBot: raw.actor.type === "Bot",
		...(raw.label?.name === undefined || raw.label.name === null
			? {}
			: { label: raw.label.name }),
		...(raw.assignee === undefined || raw.assignee === null
			? {}
			: { assignee: raw.assignee.login }),
		...(raw.state_reason === undefined || raw.state_reason === null
			? {}
			: { stateReason: raw.state_reason }),
		...(raw.rename?.to === undefined ? {} : { renamedTo: raw.rename.to }),
		createdAt: raw.created_at,
	};
}
