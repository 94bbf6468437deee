import {
	type AskedPermission,
	EVENTS,
	PERMISSIONS,
	PROJECT_EVENTS,
	PROJECT_PERMISSION,
} from "./asked.ts";
import { type Finding, finding } from "./finding.ts";
import type { InstallationFacts } from "./github-facts.ts";

const LEVELS = ["none", "read", "write", "admin"];

/** What the App lacks of the permissions and events that app.yml asks for, and whether it is at work here at all. */
export function installationFindings(
	facts: InstallationFacts,
): readonly Finding[] {
	const { granted, suspended, has_project } = facts;
	if (granted === undefined)
		return [
			finding("error", "not-installed", {
				what: "The App is not installed on this repository.",
				fix: "Have an owner install it, or add the repository to its installation.",
			}),
		];
	const permissions = {
		...PERMISSIONS,
		...(has_project && PROJECT_PERMISSION),
	};
	const events = { ...EVENTS, ...(has_project && PROJECT_EVENTS) };
	return [
		...(suspended === undefined ? [] : [suspension(suspended, facts)]),
		...Object.entries(permissions).flatMap((asked) =>
			permissionFindings(asked, facts),
		),
		...Object.entries(events).flatMap((asked) => eventFindings(asked, facts)),
	];
}

function suspension(since: string, { settings }: InstallationFacts): Finding {
	return finding("error", "installation-suspended", {
		what: `The installation has been suspended since ${since}: nothing is heard and nothing is done.`,
		fix: "Have an owner unsuspend it; what was said meanwhile is carried out then.",
		link: settings,
	});
}

function permissionFindings(
	[name, { level, without }]: readonly [string, AskedPermission],
	{ app, granted, settings }: InstallationFacts,
): readonly Finding[] {
	const has = granted?.permissions[name];
	if (rank(has) >= rank(level)) return [];
	const lacks = `The App has ${has ?? "no access"} for \`${name}\` and needs ${level}: ${without}.`;
	return rank(app.permissions[name]) >= rank(level)
		? [
				finding("error", "permission-pending", {
					what: `${lacks} Its settings ask for it; the owner has not accepted that yet.`,
					fix: "Have an owner accept the new permissions.",
					link: settings,
				}),
			]
		: [
				finding("error", "permission-missing", {
					what: lacks,
					fix: `Set \`${name}\` to ${level} in the App's settings, then have an owner accept it.`,
					link: settings,
				}),
			];
}

function eventFindings(
	[name, later]: readonly [string, string],
	{ app, granted, settings }: InstallationFacts,
): readonly Finding[] {
	if (granted?.events.includes(name) === true) return [];
	if (app.events.includes(name))
		return [
			finding("warning", "event-pending", {
				what: `The event \`${name}\` is not sent for this installation, though the App's settings subscribe to it. ${later}.`,
				fix: "Have an owner accept the new permissions.",
				link: settings,
			}),
		];
	return [
		finding("warning", "event-missing", {
			what: `The App does not subscribe to the event \`${name}\`. ${later}.`,
			fix: "Subscribe to it in the App's settings; a GitHub Enterprise Server that does not list it is too old for it.",
		}),
	];
}

function rank(level: string | undefined): number {
	return LEVELS.indexOf(level ?? "none");
}
