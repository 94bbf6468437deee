import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Plan, stepsOf } from "../../core/plan/plan.ts";
import { makePlan } from "../../planner/make-plan.ts";
import { readCheckout } from "./checkout.ts";

/** So many commands are remembered, the newest. */
const MAX_KEPT = 1_000;

/** Where the commands that came from here are remembered, by hash: beside the repository's own files, never on a branch. */
function listPath(gitdir: string): string {
	return join(gitdir, "baton", "own-commands");
}

/** Every command that a plan would have run: those behind its phases, and those of steps without an agent. */
export function commandsIn(plan: Plan): readonly string[] {
	return [
		...plan.phases.flatMap(({ gate }) => gate?.command ?? []),
		...stepsOf(plan).flatMap(({ command }) => command ?? []),
	];
}

/** Remembers commands that were typed here, or found in this checkout's own files. */
export async function trustCommands(
	gitdir: string,
	commands: readonly string[],
): Promise<void> {
	if (commands.length === 0) return;
	const path = listPath(gitdir);
	const known = await trusted(gitdir);
	const added = commands.map(hashOf).filter((hash) => !known.includes(hash));
	if (added.length === 0) return;
	await mkdir(dirname(path), { recursive: true });
	const kept = [...known, ...new Set(added)].slice(-MAX_KEPT);
	await writeFile(path, `${kept.join("\n")}\n`);
}

/**
 * True for a command that may be run here: one that was typed or found here before, or that the planner finds now in the
 * checkout's own files. A plan that came from elsewhere runs nothing that its reader did not look at.
 */
export async function isTrusted(
	command: string,
	{
		gitdir,
		top,
		task,
	}: {
		readonly gitdir: string;
		readonly top: string;
		/** What the plan was made for. */
		readonly task: string;
	},
): Promise<boolean> {
	if ((await trusted(gitdir)).includes(hashOf(command))) return true;
	const { files, read } = await readCheckout(top);
	const { plan } = makePlan({ task, files, read });
	return commandsIn(plan).includes(command);
}

async function trusted(gitdir: string): Promise<readonly string[]> {
	try {
		const text = await readFile(listPath(gitdir), "utf8");
		return text.split("\n").filter((line) => /^[0-9a-f]{64}$/.test(line));
	} catch (error) {
		if ((error as { code?: string }).code === "ENOENT") return [];
		throw error;
	}
}

function hashOf(command: string): string {
	return createHash("sha256").update(command).digest("hex");
}
