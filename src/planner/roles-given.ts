import { isAgentName } from "../core/task.ts";
import { flavoured, type Part } from "./cast.ts";
import { baseOf, READERS } from "./roster.ts";

/** At most so many roles are taken from what the caller names. */
const MAX_ROLES = 20;

/** The roles that the caller names, each once, and those that cannot be roles. */
export function rolesGiven(agents: readonly string[] | undefined): {
	readonly roles: readonly string[];
	readonly refused: readonly string[];
} {
	const names = [
		...new Set(
			(agents ?? []).map((name) => name.trim()).filter((name) => name !== ""),
		),
	];
	return {
		roles: names.filter(isAgentName).slice(0, MAX_ROLES),
		refused: [
			...names.filter((name) => !isAgentName(name)),
			...names.filter(isAgentName).slice(MAX_ROLES),
		],
	};
}

/**
 * The part played by one of the given roles: the same specialist in the caller's own spelling; else the first that does not
 * only read, so that the work is done by somebody. Without given roles nothing changes.
 */
export function playedBy(given: readonly string[], part: Part): Part {
	if (given.length === 0) return part;
	const base = baseOf(part.role);
	const role =
		given.find((name) => name === part.role) ??
		given.find((name) => baseOf(name) === base) ??
		given.find((name) => !READERS.has(baseOf(name))) ??
		given[0] ??
		part.role;
	const played = flavoured(role, part.stack);
	return played === part.role
		? part
		: {
				...part,
				role: played,
				explanation: {
					rule: "role",
					evidence: `${played}: the caller's choice instead of ${part.role}`,
				},
			};
}

/** True when the caller's roles, if any, leave room for this one. */
export function isWanted(given: readonly string[], role: string): boolean {
	return (
		given.length === 0 || given.some((name) => baseOf(name) === baseOf(role))
	);
}
