import type { Announcement } from "./emulator.ts";
import { present } from "./present.ts";
import type { LabelRow } from "./tables.ts";
import type { World } from "./world.ts";

/** What an edited issue or comment said before. */
export interface Before {
	readonly title?: string;
	readonly body?: string | null;
}

/** Completes a payload of the emulator to what GitHub sends: the whole label, what an edit changed, and all that `present` does. */
export function completePayload(
	world: World,
	announcement: Announcement,
	before: Before | undefined,
): Announcement {
	const payload: Record<string, unknown> = { ...announcement.payload };
	const label = payload.label as { name?: string } | null | undefined;
	if (label?.name !== undefined)
		payload.label =
			labelNamed(world, announcement.repository, label.name) ?? label;
	if (announcement.action === "edited" && before !== undefined) {
		const now = (payload.comment ?? payload.issue) as Before;
		payload.changes = changesBetween(before, now);
	}
	return {
		...announcement,
		payload: present(world, payload) as Announcement["payload"],
	};
}

function changesBetween(
	before: Before,
	now: Before,
): Record<string, { from: string }> {
	const names = (["title", "body"] as const).filter(
		(name) => name in before && before[name] !== now[name],
	);
	return Object.fromEntries(
		names.map((name) => [name, { from: before[name] ?? "" }]),
	);
}

function labelNamed(
	world: World,
	repository: string,
	name: string,
): Record<string, unknown> | undefined {
	const repo = world.tables.repos.findOneBy("full_name", repository);
	const row = world.tables.labels
		.findBy("repo_id", repo?.id)
		.find((label) => label.name === name);
	return row === undefined
		? undefined
		: labelFields(row, `${world.url}/repos/${repository}`);
}

/** A label as GitHub shows it; `repoUrl` is the repository's API address. */
function labelFields(row: LabelRow, repoUrl: string): Record<string, unknown> {
	const { id, node_id, name, description, color, default: isDefault } = row;
	return {
		id,
		node_id,
		url: `${repoUrl}/labels/${encodeURIComponent(name)}`,
		name,
		description,
		color,
		default: isDefault,
	};
}
