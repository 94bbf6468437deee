import type { FeedEvent } from "../state/live.ts";

/** Which commits of the log are asked for; what is absent does not matter. */
export interface LogFilter {
	readonly task?: string;
	/** An agent, or the account behind it. */
	readonly agent?: string;
	/** Names of verbs, or kinds of commits that are no command. */
	readonly kinds?: readonly string[];
}

/** The filter that an address asks for. */
export function filterFrom(query: Readonly<Record<string, string>>): LogFilter {
	const task = (query.task ?? "").trim().replace(/^#/, "");
	const agent = (query.agent ?? "").trim();
	const kinds = (query.kinds ?? "")
		.split(/[\s,]+/)
		.map((kind) => kind.replace(/^\//, ""))
		.filter((kind) => kind !== "");
	return {
		...(task === "" ? {} : { task }),
		...(agent === "" ? {} : { agent }),
		...(kinds.length === 0 ? {} : { kinds }),
	};
}

/** What a commit is called: the verb of a command, else its kind. */
export function kindOf({ kind, op }: FeedEvent): string {
	return kind === "op" ? (op ?? kind) : kind;
}

/** Whether a commit is asked for, as the server would tell. */
export function isWanted(event: FeedEvent, filter: LogFilter): boolean {
	const { task, agent, kinds } = filter;
	if (agent !== undefined && agent !== event.agent && agent !== event.actor)
		return false;
	if (kinds !== undefined && !kinds.includes(kindOf(event))) return false;
	return (
		task === undefined ||
		task === event.task ||
		Object.hasOwn(event.others ?? {}, task)
	);
}
