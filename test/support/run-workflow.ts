import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

/** A workflow as far as it is run here. */
export interface Workflow {
	readonly on: Readonly<Record<string, unknown>>;
	readonly permissions: unknown;
	readonly concurrency?: unknown;
	readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

export interface WorkflowJob {
	readonly needs?: string | readonly string[];
	readonly if?: string;
	readonly permissions?: Readonly<Record<string, string>>;
	readonly outputs?: Readonly<Record<string, string>>;
	readonly steps: readonly WorkflowStep[];
	readonly [other: string]: unknown;
}

export interface WorkflowStep {
	readonly id?: string;
	readonly name: string;
	readonly uses?: string;
	readonly run?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly [other: string]: unknown;
}

/** What came of a run: how each job ended, and everything its steps printed. */
export interface WorkflowRun {
	readonly results: Readonly<Record<string, "success" | "failure" | "skipped">>;
	readonly log: string;
	/** The directory that the jobs had, each its own. */
	readonly scratch: string;
}

/** A workflow file of this repository. */
export async function readWorkflow(path: string): Promise<Workflow> {
	return parse(await readFile(path, "utf8")) as Workflow;
}

type Context = Readonly<Record<string, unknown>>;

/** Runs the jobs of a workflow one after the other, as a runner does: bash for every step, expressions in `env` and `if` alone. */
export async function runWorkflow(
	{ jobs }: Workflow,
	{ github, scratch }: { readonly github: Context; readonly scratch: string },
): Promise<WorkflowRun> {
	const results: Record<string, "success" | "failure" | "skipped"> = {};
	const needs: Record<string, Context> = {};
	const home = await mkdtemp(join(scratch, "run-"));
	let log = "";
	for (const [name, job] of Object.entries(jobs)) {
		const before = [job.needs ?? []].flat();
		const context = { github, needs, steps: {} as Record<string, Context> };
		const isWanted =
			job.if?.includes("always()") === true
				? isTrue(job.if.replace(/always\(\) && /, ""), context)
				: before.every((one) => results[one] === "success") &&
					isTrue(job.if ?? "'x' != ''", context);
		results[name] = isWanted ? "success" : "skipped";
		const work = join(home, name);
		await mkdir(join(work, "temp"), { recursive: true });
		for (const step of isWanted ? job.steps : []) {
			const ran = await runStep(step, { work, context });
			log += ran.log;
			context.steps[step.id ?? step.name] = { outputs: ran.outputs };
			if (ran.code === 0) continue;
			results[name] = "failure";
			break;
		}
		const outputs = Object.fromEntries(
			Object.entries(job.outputs ?? {}).map(([key, text]) => [
				key,
				filled(text, context),
			]),
		);
		needs[name] = { result: results[name], outputs };
	}
	return { results, log, scratch: home };
}

async function runStep(
	{ run = "", env = {} }: WorkflowStep,
	{ work, context }: { readonly work: string; readonly context: Context },
): Promise<{ code: number; log: string; outputs: Context }> {
	const temp = join(work, "temp");
	const [script, output] = [join(temp, "step.sh"), join(temp, "output")];
	await writeFile(script, run);
	await writeFile(output, "");
	const child = spawn(
		"bash",
		["--noprofile", "--norc", "-eo", "pipefail", script],
		{
			cwd: work,
			env: {
				PATH: process.env.PATH,
				HOME: process.env.HOME,
				RUNNER_TEMP: temp,
				GITHUB_OUTPUT: output,
				RUNNER_SECRET: "of the runner itself",
				...Object.fromEntries(
					Object.entries(env).map(([key, text]) => [
						key,
						filled(text, context),
					]),
				),
			},
		},
	);
	let log = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (piece: Buffer) => {
			log += piece.toString();
		});
	const code = await new Promise<number>((resolve) =>
		child.on("close", (ended) => resolve(ended ?? 1)),
	);
	const lines = (await readFile(output, "utf8")).split("\n").filter(Boolean);
	const outputs = Object.fromEntries(
		lines.map((line) => {
			const at = line.indexOf("=");
			return [line.slice(0, at), line.slice(at + 1)];
		}),
	);
	return { code, log, outputs };
}

/** A text with its expressions filled in; what is no text shows as the runner shows it. */
function filled(text: string, context: Context): string {
	return String(text).replace(/\$\{\{ ([a-z_.-]+) \}\}/g, (_, path: string) => {
		const value = valueAt(path, context) ?? "";
		return typeof value === "object" ? "Object" : String(value);
	});
}

function isTrue(condition: string, context: Context): boolean {
	const [, path = "", text = ""] =
		/^([a-z_.-]+|'x') != '(.*)'$/.exec(condition) ?? [];
	if (path === "") throw new Error(`no condition is read like ${condition}`);
	return path === "'x'" || (valueAt(path, context) ?? "") !== text;
}

function valueAt(path: string, context: Context): unknown {
	return path
		.split(".")
		.reduce<unknown>(
			(value, name) => (value as Context | undefined)?.[name],
			context,
		);
}
