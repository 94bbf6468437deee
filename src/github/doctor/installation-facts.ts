import type { InstallationFacts } from "../../verbs/doctor/github-facts.ts";
import { unlessMissing } from "../api.ts";
import type { DoctorDoor } from "./doctor-door.ts";
import { ONCE } from "./look.ts";

/** What the App's settings ask for, and what was granted on the repository. */
export async function installationFacts(
	{ app, name }: DoctorDoor,
	{ hasProject }: { readonly hasProject: boolean },
): Promise<InstallationFacts> {
	const { rest } = await app();
	const { data: own } = await rest.apps.getAuthenticated({ ...ONCE });
	const granted = await unlessMissing(
		async () =>
			(await rest.apps.getRepoInstallation({ ...name, ...ONCE })).data,
	);
	return {
		app: grantsOf(own),
		...(granted === undefined
			? {}
			: { granted: grantsOf(granted), settings: granted.html_url }),
		...(granted?.suspended_at ? { suspended: granted.suspended_at } : {}),
		has_project: hasProject,
	};
}

function grantsOf(
	granted: {
		readonly permissions?: object;
		readonly events?: readonly string[];
	} | null,
): InstallationFacts["app"] {
	return {
		permissions: { ...(granted?.permissions as Record<string, string>) },
		events: [...(granted?.events ?? [])],
	};
}
