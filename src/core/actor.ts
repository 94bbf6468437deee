/** What an account may do, weakest first. `app` is Baton itself, for commands that no person says. */
export const ROLES = [
	"none",
	"read",
	"triage",
	"write",
	"maintain",
	"admin",
	"app",
] as const;
export type Role = (typeof ROLES)[number];

/** The authenticated account behind a command. The numeric id is the identity; the login is for people to read. */
export interface Actor {
	readonly id: number;
	readonly login: string;
}

/** True when `role` is at least `needed`. */
export function roleCovers(role: Role, needed: Role): boolean {
	return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
