import { roleCovers } from "../../core/actor.ts";
import type { JsonObject } from "../../core/errors.ts";
import type { Engine } from "../../engine/perform.ts";
import type { GitHubFacts } from "../../verbs/doctor/github-facts.ts";
import type { Occasion } from "../api.ts";
import type { Standing } from "../hear.ts";
import type { Said } from "../said.ts";
import type { DoctorAsked } from "./doctor-door.ts";

/** Finds out how Baton's place on GitHub is. */
export type LookAtGitHub = (asked: DoctorAsked) => Promise<GitHubFacts>;

/**
 * Completes `/doctor` with what stands on GitHub. How the App is set up and reached is told to those who may write: on a
 * public repository everybody may ask.
 */
export async function withGitHubFacts(
	{
		said,
		comment,
		role,
	}: Pick<Standing, "role"> & {
		readonly said: Said;
		readonly comment: Pick<Occasion, "issue">;
	},
	{
		engine,
		doctor,
	}: {
		readonly engine: Pick<Engine, "inspect">;
		readonly doctor?: LookAtGitHub | undefined;
	},
): Promise<Said> {
	if (doctor === undefined || !roleCovers(role, "write")) return said;
	const config = await engine.inspect(({ board }) => board?.config);
	const github = await doctor({
		issue: comment.issue,
		config: config as JsonObject | undefined,
	});
	return { ...said, input: { ...said.input, github } };
}
