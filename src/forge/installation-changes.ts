import {
	type Answer,
	type Call,
	type Handler,
	NOT_FOUND,
	type Params,
	refusal,
	route,
} from "./call.ts";
import { botLogin, installationRow } from "./callers.ts";
import { announceInstallation } from "./installation-event.ts";
import { reachedRepos, shortRepo } from "./installations.ts";
import type { InstallationRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

const INSTALLATION = "/app/installations/:installation_id";

/** What an App does with an installation of its own, by its JWT: suspend it, take it back, uninstall. */
export const installationChangeRoutes = [
	route(`PUT ${INSTALLATION}/suspended`, byApp(suspend)),
	route(`DELETE ${INSTALLATION}/suspended`, byApp(unsuspend)),
	route(`DELETE ${INSTALLATION}`, byApp(uninstall)),
];

/** An installation and the App's bot, which stands for whoever changed it. */
interface Own {
	readonly installation: InstallationRow;
	readonly sender: UserRow;
}

const NO_JWT = refusal(401, "A JSON web token could not be decoded");

function byApp(change: (world: World, own: Own) => void): Handler {
	return ({ caller }: Call, params: Params, world: World): Answer => {
		if (caller?.kind !== "app") return NO_JWT;
		const { tables } = world;
		const id = Number(params.installation_id);
		const installation = installationRow(tables, id);
		const sender = tables.users.findOneBy("login", botLogin(caller.slug));
		if (installation?.app_id !== caller.appId || sender === undefined)
			return NOT_FOUND;
		change(world, { installation, sender });
		return { status: 204 };
	};
}

function suspend(world: World, { installation, sender }: Own): void {
	if (installation.suspended_at !== null) return;
	setSuspended(world, { installation, sender }, world.now());
}

function unsuspend(world: World, { installation, sender }: Own): void {
	if (installation.suspended_at === null) return;
	setSuspended(world, { installation, sender }, null);
}

function setSuspended(
	world: World,
	{ installation, sender }: Own,
	at: string | null,
): void {
	const changed = world.tables.appInstallations.update(installation.id, {
		suspended_at: at,
		suspended_by_id: at === null ? null : sender.id,
	});
	if (changed === undefined) return;
	announceInstallation(world, {
		event: "installation",
		action: at === null ? "unsuspend" : "suspend",
		installation: changed,
		sender,
		fields: {},
	});
}

/** Its tokens end with it, and what it could see is told one last time. */
function uninstall(world: World, { installation, sender }: Own): void {
	const repositories = reachedRepos(world.tables, installation).map(shortRepo);
	world.tables.appInstallations.delete(installation.id);
	announceInstallation(world, {
		event: "installation",
		action: "deleted",
		installation,
		sender,
		fields: { repositories },
	});
}
