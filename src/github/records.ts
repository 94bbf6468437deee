import type { CommentRecord, EventRecord, IssueRecord } from "./api.ts";
import { type RawEdgeEvent, relatedIssue } from "./relations/edge-event.ts";
import { type RawRelations, relationsIn } from "./relations/issue-relations.ts";

/** An issue as lists and single answers tell of it. */
export interface RawIssue extends RawRelations {
	readonly number: number;
	readonly title: string;
	readonly body?: string | null | undefined;
	readonly labels: readonly (string | { readonly name?: string | undefined })[];
	readonly state: string;
	readonly closed_at: string | null;
	readonly state_reason?: string | null | undefined;
	readonly assignees?: readonly { readonly login: string }[] | null | undefined;
	readonly pull_request?: object | null | undefined;
	readonly comments?: number;
}

/** A list's or single issue as a record. */
export function toIssue(raw: RawIssue): IssueRecord {
	const relations = relationsIn(raw);
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
		...(relations === undefined ? {} : { relations }),
		...(raw.comments === undefined ? {} : { comments: raw.comments }),
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
		...receiptsIn(comment),
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
	readonly reactions?: { readonly rocket: number; readonly confused: number };
}

function receiptsIn({
	reactions,
}: RawComment): Pick<CommentRecord, "receipts"> {
	return reactions === undefined
		? {}
		: { receipts: reactions.rocket + reactions.confused };
}

/** An entry of the list of events. */
export interface RawEvent extends RawEdgeEvent {
	readonly id: number;
	readonly event: string;
	readonly actor: {
		readonly id: number;
		readonly login: string;
		readonly type?: string;
	} | null;
	readonly issue?: {
		readonly number: number;
		readonly repository_url?: string;
	} | null;
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
	const related = relatedIssue(raw);
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
		...(related === undefined ? {} : { related }),
		createdAt: raw.created_at,
	};
}
