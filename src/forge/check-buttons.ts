import { actorOf, may } from "./access.ts";
import {
	type Answer,
	type Call,
	NO_ADMIN_RIGHTS,
	NOT_FOUND,
	type Params,
	refusal,
	route,
	UNAUTHORIZED,
} from "./call.ts";
import { forApps } from "./check-access.ts";
import { announceRun } from "./check-events.ts";
import { runOf } from "./check-runs.ts";
import { type CheckRunRow, checkSuiteTable } from "./check-tables.ts";
import type { RepoRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

const RUN = "/repos/:owner/:repo/check-runs/:run_id";

/**
 * What people do with a check run by a press of a button. On the real GitHub that is possible on its pages alone, so there are
 * addresses of our own for it, below `/_forge`: `POST …/actions/<identifier>` for a button of the App, `POST …/rerequest`
 * for "Re-run". Both take a person's token and the right to write, and answer 204.
 */
export const checkButtonRoutes = [
	route(`POST /_forge${RUN}/actions/:identifier`, press),
	route(`POST /_forge${RUN}/rerequest`, rerunByPerson),
	route(`POST ${RUN}/rerequest`, forApps(rerunByApp)),
];

interface Pressed {
	readonly repo: RepoRow;
	readonly run: CheckRunRow;
	readonly sender: UserRow;
}

function pressedBy(
	call: Call,
	params: Params,
	world: World,
): { pressed: Pressed } | { refused: Answer } {
	const found = runOf(call, params, world);
	if (found === undefined) return { refused: NOT_FOUND };
	const sender = actorOf(world.tables, call.caller);
	if (sender === undefined) return { refused: UNAUTHORIZED };
	const isPerson = call.caller?.kind === "user";
	const need = { role: "write", permission: "checks", level: "write" } as const;
	if (!isPerson || !may(world.tables, call.caller, found.repo, need))
		return { refused: NO_ADMIN_RIGHTS };
	return { pressed: { ...found, sender } };
}

async function press(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const outcome = pressedBy(call, params, world);
	if ("refused" in outcome) return outcome.refused;
	const { repo, run, sender } = outcome.pressed;
	const identifier = params.identifier ?? "";
	if (!run.actions.some((action) => action.identifier === identifier))
		return refusal(404, `This check run has no button "${identifier}".`);
	const action = "requested_action";
	await announceRun(world, repo, { run, action, sender, identifier });
	return { status: 204 };
}

async function rerunByPerson(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const outcome = pressedBy(call, params, world);
	if ("refused" in outcome) return outcome.refused;
	await rerequest(world, outcome.pressed);
	return { status: 204 };
}

async function rerunByApp(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = runOf(call, params, world);
	const sender = actorOf(world.tables, call.caller);
	if (found === undefined || sender === undefined) return NOT_FOUND;
	const { caller } = call;
	if (
		caller?.kind !== "installation" ||
		caller.grant.appId !== found.run.app_id
	)
		return refusal(403, "This check run belongs to another GitHub App.");
	await rerequest(world, { ...found, sender });
	return { status: 201, body: {} };
}

/** The run itself stays as it is until its App changes it or makes another; its suite waits again. */
async function rerequest(
	world: World,
	{ repo, run, sender }: Pressed,
): Promise<void> {
	const waiting = { status: "queued", conclusion: null } as const;
	checkSuiteTable(world.db).update(run.suite_id, waiting);
	await announceRun(world, repo, { run, action: "rerequested", sender });
}
