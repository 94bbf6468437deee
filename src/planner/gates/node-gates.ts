import type { Stack } from "../stacks.ts";
import type { Survey } from "../survey.ts";
import { type Candidate, inFolder, type Proof } from "./candidate.ts";
import { isEndless, isVacuous } from "./vacuous.ts";

const SCRIPTS: readonly (readonly [proof: Proof, names: readonly string[]])[] =
	[
		["test", ["test", "test:ci", "test:unit", "tests"]],
		["check", ["check", "ci", "verify", "validate"]],
		[
			"typecheck",
			["typecheck", "type-check", "check-types", "check:types", "tsc"],
		],
		["lint", ["lint"]],
		["build", ["build", "compile"]],
		["docs", ["docs:build", "build:docs", "docs"]],
	];

/** The scripts of a package that prove something, under its own package manager; else its compiler. */
export function nodeGates(
	{ path, language }: Stack,
	survey: Survey,
	texts: ReadonlyMap<string, string>,
): readonly Candidate[] {
	const at = (name: string) => (path === "." ? name : `${path}/${name}`);
	const manifest = jsonObject(texts.get(at("package.json")));
	const languages = ["javascript", "typescript"];
	const scripts = stringsOf(manifest?.scripts);
	const run = runnerOf(path, survey);
	const found = SCRIPTS.flatMap(([proof, names]): Candidate[] => {
		const name = names.find((script) => proves(scripts, script));
		const command =
			name === undefined
				? undefined
				: inFolder(
						path,
						needsCi(scripts[name]) ? `CI=true ${run(name)}` : run(name),
					);
		if (name === undefined || command === undefined) return [];
		return [
			{
				command,
				proof,
				path,
				languages,
				source: `script "${name}" of ${at("package.json")}`,
				rank: 1,
			},
		];
	});
	const hasCompiler =
		"typescript" in
		{
			...stringsOf(manifest?.devDependencies),
			...stringsOf(manifest?.dependencies),
		};
	const compile = inFolder(path, "npx tsc --noEmit");
	if (
		language === "typescript" &&
		hasCompiler &&
		survey.noted.has(at("tsconfig.json")) &&
		compile !== undefined
	)
		found.push({
			command: compile,
			proof: "typecheck",
			path,
			languages,
			source: `typescript in ${at("package.json")}`,
			rank: 4,
		});
	return [...found, ...denoGates(path, survey, texts)];
}

/** True where the root's package.json is that of a workspace, so that its scripts are about all packages. */
export function isWorkspace({
	survey,
	texts,
}: {
	readonly survey: Survey;
	readonly texts: ReadonlyMap<string, string>;
}): boolean {
	return (
		jsonObject(texts.get("package.json"))?.workspaces !== undefined ||
		["pnpm-workspace.yaml", "lerna.json", "nx.json", "turbo.json"].some(
			(name) => survey.noted.has(name),
		)
	);
}

function denoGates(
	path: string,
	survey: Survey,
	texts: ReadonlyMap<string, string>,
): readonly Candidate[] {
	const file = ["deno.json", "deno.jsonc"]
		.map((name) => (path === "." ? name : `${path}/${name}`))
		.find((name) => survey.noted.has(name));
	if (file === undefined) return [];
	const tasks = stringsOf(jsonObject(texts.get(file))?.tasks);
	const command = inFolder(
		path,
		proves(tasks, "test") ? "deno task test" : "deno test",
	);
	return command === undefined
		? []
		: [
				{
					command,
					proof: "test",
					path,
					languages: ["typescript", "javascript"],
					source: file,
					rank: 2,
				},
			];
}

/** A script counts when something in it, or in the scripts it runs, can fail. */
function proves(
	scripts: Readonly<Record<string, string>>,
	name: string,
	depth = 0,
): boolean {
	const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
	if (script === undefined || isVacuous(script) || isEndless(script))
		return false;
	const inner = /^(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?([\w:.-]+)$/.exec(
		script.trim(),
	)?.[1];
	// `bun test` in the script of that name is the runner of bun, not the script again.
	if (inner === undefined || inner === name || !Object.hasOwn(scripts, inner))
		return true;
	return depth < 5 && proves(scripts, inner, depth + 1);
}

/** True when a manifest has a script of that name in which something can fail. */
export function hasProof(manifest: string | undefined, name: string): boolean {
	return proves(stringsOf(jsonObject(manifest)?.scripts), name);
}

/** The test runner of Create React App watches unless it is told that nobody looks. */
function needsCi(script: string | undefined): boolean {
	return /\breact-scripts test\b/.test(script ?? "");
}

function runnerOf(path: string, survey: Survey): (script: string) => string {
	const has = (name: string) =>
		survey.noted.has(name) ||
		survey.noted.has(path === "." ? name : `${path}/${name}`);
	if (has("pnpm-lock.yaml"))
		return (script) => (script === "test" ? "pnpm test" : `pnpm run ${script}`);
	if (has("yarn.lock")) return (script) => `yarn ${script}`;
	if (has("bun.lock") || has("bun.lockb"))
		return (script) => `bun run ${script}`;
	return (script) => (script === "test" ? "npm test" : `npm run ${script}`);
}

type Loose = Readonly<Record<string, unknown>>;

function jsonObject(text: string | undefined): Loose | undefined {
	try {
		const value: unknown = JSON.parse(text ?? "");
		return typeof value === "object" && value !== null && !Array.isArray(value)
			? (value as Loose)
			: undefined;
	} catch {
		return undefined;
	}
}

function stringsOf(value: unknown): Readonly<Record<string, string>> {
	if (typeof value !== "object" || value === null) return {};
	return Object.fromEntries(
		Object.entries(value).filter(
			(entry): entry is [string, string] => typeof entry[1] === "string",
		),
	);
}
