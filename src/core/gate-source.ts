import type { Actor } from "./actor.ts";
import type { BoardConfig, GateConfig } from "./config.ts";
import type { GateCheck } from "./plan/plan.ts";

/** The App under which GitHub's own workflows report. */
export const ACTIONS_APP = "github-actions";

/** What a gate of the config looks at: its checks, and its commit statuses as checks of what stands for their creators. */
export function checksOf({
	checks,
	statuses = [],
}: Pick<GateConfig, "checks" | "statuses">): GateConfig["checks"] {
	return [
		...checks,
		...statuses.map(({ context, creator }) => ({
			name: context,
			app: statusApp(creator),
		})),
	];
}

/** What stands in the place of an App for commit statuses that an account made. No App's name has a colon. */
function statusApp({ id, login }: Actor): string {
	return `status:${login}/${id}`;
}

/** The number of the account whose commit statuses are meant; undefined for an App. */
export function statusCreator(app: string): number | undefined {
	const [, id] = /^status:[^/]*\/([0-9]{1,16})$/.exec(app) ?? [];
	return id === undefined ? undefined : Number(id);
}

/** True for a check of an App, and for commit statuses that a gate of the config names with their very creator. */
export function isCounted(
	{ gates }: Pick<BoardConfig, "gates">,
	{ name, app }: GateCheck,
): boolean {
	return (
		statusCreator(app) === undefined ||
		Object.values(gates)
			.flatMap(checksOf)
			.some((named) => named.name === name && named.app === app)
	);
}
