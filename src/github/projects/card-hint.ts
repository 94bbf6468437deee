import type { Actor } from "../../core/actor.ts";

/** An edit of a card that a webhook told of. GitHub lists such edits nowhere. */
export interface CardHint {
	readonly issue: number;
	/** GitHub's global id of the project. */
	readonly project: string;
	/** Name of the field, where the webhook tells it. */
	readonly field?: string;
	/** Id of the option that was put in, null for none; absent where the webhook does not tell it. */
	readonly to?: string | null;
	readonly editor: Actor & { readonly isBot: boolean };
	/** When, as GitHub says. */
	readonly at: string;
	/** GitHub's name for the delivery. */
	readonly delivery: string;
}

/** What a webhook about a card tells; older servers leave the field's name and its values out. */
export interface CardPayload {
	readonly action: string;
	readonly changes?:
		| {
				readonly field_value?: {
					readonly field_type?: string;
					readonly field_name?: string;
					readonly to?: unknown;
				};
		  }
		| object
		| undefined;
	readonly projects_v2_item: {
		readonly project_node_id?: string;
		readonly content_node_id: string;
		readonly content_type: string;
		readonly updated_at: string;
	};
	readonly sender: {
		readonly id: number;
		readonly login: string;
		readonly type?: string;
	};
}

/** A hint whose issue is still to be found: events of projects name no repository. */
export interface UnplacedHint extends Omit<CardHint, "issue"> {
	/** GitHub's global id of the issue. */
	readonly content: string;
}

/** What a webhook tells of an edit of a card of an issue, undefined for everything else. */
export function toCardHint(
	{ action, changes, projects_v2_item: item, sender }: CardPayload,
	delivery: string,
): UnplacedHint | undefined {
	const edited =
		changes !== undefined && "field_value" in changes
			? changes.field_value
			: undefined;
	const project = item.project_node_id;
	const isOne =
		action === "edited" &&
		item.content_type === "Issue" &&
		edited !== undefined &&
		(edited.field_type ?? "single_select") === "single_select";
	if (!isOne || project === undefined) return undefined;
	const { field_name: field, to } = edited;
	return {
		content: item.content_node_id,
		project,
		...(field === undefined ? {} : { field }),
		...(to === undefined ? {} : { to: optionIdOf(to) }),
		editor: {
			id: sender.id,
			login: sender.login,
			isBot: sender.type === "Bot",
		},
		at: item.updated_at,
		delivery,
	};
}

function optionIdOf(to: unknown): string | null {
	const { id } = (to ?? {}) as { readonly id?: unknown };
	return typeof id === "string" ? id : null;
}
