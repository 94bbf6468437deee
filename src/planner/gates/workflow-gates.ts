import { isProofScript } from "../manifests-wanted.ts";
import type { Survey } from "../survey.ts";
import {
	type Candidate,
	inFolder,
	isPlainName,
	type Proof,
} from "./candidate.ts";
import { hasProof } from "./node-gates.ts";
import { isEndless, isVacuous } from "./vacuous.ts";
import { type Job, jobsOf } from "./workflow.ts";

const NODE = ["javascript", "typescript"];

/** Commands that are known to prove something, by how they begin. */
const RUNNERS: readonly (readonly [
	pattern: RegExp,
	proof: Proof,
	languages?: readonly string[],
])[] = [
	[
		/^(?:uv run |poetry run |pipenv run |hatch run |python3? -m )?(?:pytest|tox|nox)\b/,
		"test",
		["python"],
	],
	[/^python3? (?:-m unittest|manage\.py test)\b/, "test", ["python"]],
	[/^(?:npm|pnpm|yarn|bun) (?:run )?test\b/, "test", NODE],
	[/^npx (?:vitest run|jest|mocha|ava|playwright test)\b/, "test", NODE],
	[
		/^(?:npm|pnpm|yarn|bun) (?:run )?(?:check|ci|verify|typecheck)\b/,
		"check",
		NODE,
	],
	[/^npx tsc --noEmit\b/, "typecheck", NODE],
	[/^go test\b/, "test", ["go"]],
	[/^cargo (?:test|nextest run)\b/, "test", ["rust"]],
	[/^(?:\.\/)?mvnw? .*\b(?:test|verify)\b/, "test", ["java", "kotlin"]],
	[/^(?:\.\/)?gradlew? .*\b(?:test|check|build)\b/, "test", ["java", "kotlin"]],
	[
		/^(?:bundle exec )?(?:rake(?: test| spec)?$|rspec\b|rails test\b)/,
		"test",
		["ruby"],
	],
	[/^bin\/rails test\b/, "test", ["ruby"]],
	[/^mix test\b/, "test", ["elixir"]],
	[/^dotnet test\b/, "test", ["csharp"]],
	[
		/^(?:composer test|(?:\.\/)?vendor\/bin\/(?:phpunit|pest))\b/,
		"test",
		["php"],
	],
	[/^swift test\b/, "test", ["swift"]],
	[/^ctest\b/, "test", ["c", "cpp"]],
	[/^terraform validate\b/, "check", ["terraform"]],
	[/^(?:make|just|task) (?:test|check|ci|verify)\b/, "test"],
	[
		/^(?:mypy|npm run lint|ruff check|golangci-lint run|cargo clippy)\b/,
		"lint",
	],
];

/** Characters of a line that means the same here as in a workflow: no expansion, no pipe, no redirection. */
const SIMPLE = /^[A-Za-z0-9_./:=@, +-]{2,200}$/;

/** All jobs of the workflows that run for changes. */
export function workflowJobs(
	survey: Survey,
	texts: ReadonlyMap<string, string>,
): readonly Job[] {
	return survey.workflows.flatMap((file) => {
		const text = texts.get(file);
		return text === undefined ? [] : jobsOf(file, text);
	});
}

/** The lines that those jobs run to prove a change. */
export function workflowGates(
	jobs: readonly Job[],
	survey: Survey,
	texts: ReadonlyMap<string, string>,
): readonly Candidate[] {
	return jobs.flatMap(({ file, commands }) =>
		commands.flatMap(({ line, path }): Candidate[] => {
			const runner = RUNNERS.find(([pattern]) => pattern.test(line));
			const proof = runner?.[1] ?? scriptProof({ line, path, survey, texts });
			if (
				proof === undefined ||
				!SIMPLE.test(line) ||
				isVacuous(line) ||
				isEndless(line) ||
				isIdleScript({ line, path, texts }) ||
				!(path === "." || isPlainName(path))
			)
				return [];
			const command = inFolder(path, line);
			const languages = runner?.[2];
			return command === undefined
				? []
				: [
						{
							command,
							proof,
							path,
							...(languages === undefined ? {} : { languages }),
							source: `a line of ${file}`,
							rank: runner === undefined ? 4 : 3,
						},
					];
		}),
	);
}

/** True for a line that runs a script of package.json that is not there, or in which nothing can fail. */
function isIdleScript({
	line,
	path,
	texts,
}: {
	readonly line: string;
	readonly path: string;
	readonly texts: ReadonlyMap<string, string>;
}): boolean {
	// `bun test` is a runner of its own.
	const name = /^(?:npm|pnpm|yarn) (?:run )?([\w:.-]+)/.exec(line)?.[1];
	if (name === undefined) return false;
	const file = path === "." ? "package.json" : `${path}/package.json`;
	return !hasProof(texts.get(file), name);
}

const SCRIPT_LINE =
	/^(?:(?:bash|sh) )?(?:\.\/)?([A-Za-z0-9_][\w./-]{0,200})(?: |$)/;

/** What a script of the repository proves by its name; undefined for other lines, and for a script in which nothing can fail. */
function scriptProof({
	line,
	path,
	survey,
	texts,
}: {
	readonly line: string;
	readonly path: string;
	readonly survey: Survey;
	readonly texts: ReadonlyMap<string, string>;
}): Proof | undefined {
	const name = SCRIPT_LINE.exec(line)?.[1];
	if (name === undefined || name.split("/").includes("..")) return undefined;
	const script = path === "." ? name : `${path}/${name}`;
	if (!survey.noted.has(script) || !isProofScript(script)) return undefined;
	const lines = texts
		.get(script)
		?.split("\n")
		.filter((text) => !/^\s*(?:#|$)/.test(text));
	if (lines?.every(isVacuous) === true) return undefined;
	return /tests?[^/]*$/.test(script) ? "test" : "check";
}
