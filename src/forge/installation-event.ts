import { installationFields } from "./installations.ts";
import { simpleUser } from "./people.ts";
import { currentScope } from "./scope.ts";
import type { InstallationRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** An event about an installation as such. */
interface InstallationEvent {
	readonly event: "installation" | "installation_repositories";
	readonly action: string;
	readonly installation: InstallationRow;
	readonly sender: UserRow;
	readonly fields: Readonly<Record<string, unknown>>;
}

/** Tells an App of a change of its installation, once the request that made it is written down. No App has to ask for it. */
export function announceInstallation(
	world: World,
	{ event, action, installation, sender, fields }: InstallationEvent,
): void {
	currentScope()?.announced.push({
		event,
		action,
		payload: {
			action,
			installation: installationFields(installation, world),
			...fields,
			sender: simpleUser(sender, world.url),
		},
		repository: "",
		installation,
	});
}
