import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import {
	codeOf,
	functionsOf,
	importsOf,
	percentile,
	ROOT,
	type SourceFile,
	sourceFiles,
} from "./support/source-facts.ts";

/** The law of the house. Each complaint says what to do instead; loosening a number needs a decision record. */
const source = sourceFiles("src");
const tests = sourceFiles("test");

/** For each room what it may import beside itself: other rooms, and packages by name (`node:` for Node's own). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	core: [],
	schema: ["core", "zod"],
	planner: ["core"],
	verbs: ["core", "schema", "zod"],
	store: ["core", "schema", "zod", "yaml", "isomorphic-git", "node:"],
	engine: ["core", "verbs", "store", "gpt-tokenizer", "minisearch"],
	github: [
		"core",
		"schema",
		"verbs",
		"engine",
		"planner",
		"store",
		"probot",
		"mdast",
		"mdast-util-from-markdown",
	],
	replicas: ["core", "engine", "node:", "ioredis", "bottleneck"],
	access: ["core", "engine", "node:", "zod", "jose", "hono"],
	mcp: [
		"core",
		"schema",
		"verbs",
		"engine",
		"node:",
		"zod",
		"hono",
		"@modelcontextprotocol/server",
	],
	web: ["core", "schema", "verbs", "engine", "access", "node:", "zod", "hono"],
	actions: [
		"core",
		"verbs",
		"engine",
		"store",
		"github",
		"node:",
		"@octokit/rest",
	],
	cli: ["core", "verbs", "engine", "planner", "store", "node:"],
	page: [
		"core",
		"preact",
		"preact-iso",
		"@preact/signals",
		"eventsource-parser",
		"uplot",
		"marked",
		"dompurify",
		"@dagrejs/dagre",
		"fuzzysort",
	],
	forge: ["node:", "emulate"],
	tour: ["node:", "@octokit/rest"],
};

/** Rooms in which the same arguments give the same result, always. */
const PURE = ["core", "planner", "verbs", "schema"];
const IMPURE =
	/\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\brandomUUID\b|\bprocess\.|\bsetTimeout\b|\bsetInterval\b|\bfetch\(|\bglobalThis\b/;

const roomOf = (path: string) => /^src\/([a-z]+)\//.exec(path)?.[1];

function importComplaints(file: SourceFile): readonly string[] {
	const room = roomOf(file.path);
	const complaints: string[] = [];
	for (const specifier of importsOf(file)) {
		if (specifier.startsWith(".")) {
			const target = posix.join(posix.dirname(file.path), specifier);
			const targetRoom = roomOf(target);
			if (room === undefined || room === targetRoom) continue;
			if (targetRoom === undefined)
				complaints.push(
					`${file.path} imports ${target}: rooms do not know how they are put together; take it as an argument`,
				);
			else if (!MAY_IMPORT[room]?.includes(targetRoom))
				complaints.push(
					`${file.path} imports ${target}: ${room} may import ${MAY_IMPORT[room]?.join(", ") || "nothing"}`,
				);
		} else if (room !== undefined) {
			const name = specifier.startsWith("node:")
				? "node:"
				: specifier
						.split("/")
						.slice(0, specifier.startsWith("@") ? 2 : 1)
						.join("/");
			if (!MAY_IMPORT[room]?.includes(name))
				complaints.push(
					`${file.path} imports ${specifier}: ${room} may import ${MAY_IMPORT[room]?.join(", ") || "nothing"}`,
				);
		}
	}
	return complaints;
}

function wordComplaints(file: SourceFile): readonly string[] {
	const code = codeOf(file);
	const complaints: string[] = [];
	if (PURE.includes(roomOf(file.path) ?? "") && IMPURE.test(code))
		complaints.push(
			`${file.path} reads a clock, chance or the environment: take what it needs as an argument`,
		);
	if (/\bexport default\b/.test(code) && file.path !== "src/index.ts")
		complaints.push(`${file.path} has a default export: name it`);
	if (/^\s*(export )?(const )?enum\b/m.test(code))
		complaints.push(`${file.path} has an enum: use a union of string literals`);
	if (/constructor\([^)]*\b(private|public|protected|readonly) /.test(code))
		complaints.push(
			`${file.path} has parameter properties: declare the fields`,
		);
	if (
		/\bany\b(?=[\s;,)>\]=|[]|$)/m.test(
			code.replace(/[^\n]*\bas const\b/g, ""),
		) &&
		/[:<|]\s*any\b/.test(code)
	)
		complaints.push(`${file.path} uses any: use unknown and look`);
	return complaints;
}

function nameComplaints({ path }: SourceFile): readonly string[] {
	const name = path.split("/").at(-1) ?? "";
	const complaints: string[] = [];
	if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.property)?(\.test)?\.tsx?$/.test(name))
		complaints.push(`${path}: name files in kebab-case after what they export`);
	if (/^(utils?|helpers?|common|manager|misc|shared)\b/.test(name))
		complaints.push(
			`${path}: name it after what it is, not that it is used by many`,
		);
	return complaints;
}

const all = (
	check: (file: SourceFile) => readonly string[],
	files: readonly SourceFile[] = source,
) => files.flatMap(check);
const fake = (path: string, text: string): SourceFile => ({ path, text });

describe("the house:", () => {
	test("files are small: median at most 80 lines, 19 of 20 at most 250, none over 400", () => {
		const lines = source.map(({ text }) => text.split("\n").length - 1);
		const long = source
			.filter((_, index) => (lines[index] as number) > 400)
			.map(({ path }) => `${path}: split it by what it knows`);
		expect(long).toEqual([]);
		expect(percentile(lines, 0.95)).toBeLessThanOrEqual(250);
		expect(percentile(lines, 0.5)).toBeLessThanOrEqual(80);
	});

	test("functions are small: 19 of 20 at most 40 lines, none over 70", () => {
		const facts = source.flatMap((file) =>
			functionsOf(file).map((fact) => ({ ...fact, path: file.path })),
		);
		const long = facts
			.filter(({ lines }) => lines > 70)
			.map(
				({ path, name, lines }) =>
					`${path}: ${name} has ${lines} lines: keep the branching, move the steps out`,
			);
		expect(long).toEqual([]);
		expect(
			percentile(
				facts.map(({ lines }) => lines),
				0.95,
			),
		).toBeLessThanOrEqual(40);
	});

	test("imports go one way", () => {
		expect(all(importComplaints)).toEqual([]);
	});

	test("core, planner, schema and verbs are pure; no default exports, enums, parameter properties or any", () => {
		expect(all(wordComplaints)).toEqual([]);
	});

	test("files are named after what they are", () => {
		expect(all(nameComplaints, [...source, ...tests])).toEqual([]);
	});

	test("nothing is left for later without saying so elsewhere", () => {
		const marks = new RegExp(
			`\\b(${["TO", "FIX", "XX", "HA"].map((start, index) => start + ["DO", "ME", "X", "CK"][index]).join("|")})\\b`,
		);
		expect(
			[...source, ...tests]
				.filter(({ text }) => marks.test(text))
				.map(({ path }) => `${path}: finish it, or open an issue`),
		).toEqual([]);
	});

	test("no test is switched off or preferred, and no two in a file have one name", () => {
		const complaints = tests.flatMap((file) => {
			const switched = new RegExp(
				`\\b(test|it|describe)\\.(${["only", "skip", "todo"].join("|")})\\b`,
			).test(codeOf(file))
				? [`${file.path}: every test runs`]
				: [];
			const names = [
				...file.text.matchAll(
					/^\s*(?:test|it)(?:\.each\([^\n]*\))?\(\s*"([^"]+)"/gm,
				),
			].map(([, name]) => name);
			const twice = names
				.filter((name, index) => names.indexOf(name) !== index)
				.map((name) => `${file.path}: two tests are called ${name}`);
			return [...switched, ...twice];
		});
		expect(complaints).toEqual([]);
	});

	test("the README has at most 100 lines and shows both commands; there are at most 8 scripts", () => {
		const readme = readFileSync(join(ROOT, "README.md"), "utf8");
		expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(100);
		expect(readme).toContain("npm ci && npm start");
		expect(readme).toContain("npm ci && npm test");
		const { scripts } = JSON.parse(
			readFileSync(join(ROOT, "package.json"), "utf8"),
		) as { scripts: object };
		expect(Object.keys(scripts).length).toBeLessThanOrEqual(8);
	});

	test("no file carries the path of somebody's machine or the address of a package registry", () => {
		const paths = new RegExp(
			[
				"/ho" + "me/[a-z]",
				"/Us" + "ers/[A-Z]",
				"/wo" + "rk/",
				"registry\\.npm" + "js",
			].join("|"),
		);
		const files = existsSync(join(ROOT, ".git"))
			? execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" })
					.trim()
					.split("\n")
			: [];
		const found = files.filter(
			(path) =>
				existsSync(join(ROOT, path)) &&
				paths.test(readFileSync(join(ROOT, path), "utf8")),
		);
		expect(
			found.map(
				(path) =>
					`${path}: use a path from the project's root, or a placeholder`,
			),
		).toEqual([]);
	});

	test("every source file in a room has somebody who can say what room that is", () => {
		const rooms = new Set(
			source
				.map(({ path }) => roomOf(path))
				.filter((room) => room !== undefined),
		);
		expect([...rooms].filter((room) => MAY_IMPORT[room] === undefined)).toEqual(
			[],
		);
	});
});

describe("the rules can fail:", () => {
	test.each([
		["core importing a package", "src/core/x.ts", 'import { z } from "zod";'],
		[
			"core importing Node",
			"src/core/x.ts",
			'import { join } from "node:path";',
		],
		[
			"a type import counts",
			"src/core/x.ts",
			'import type { Verb } from "../verbs/verb.ts";',
		],
		[
			"a re-export counts",
			"src/store/x.ts",
			'export { decide } from "../verbs/decide.ts";',
		],
		[
			"a lazy import counts",
			"src/engine/x.ts",
			'const later = import("../github/api.ts");',
		],
		[
			"a door importing a door",
			"src/cli/x.ts",
			'import { reply } from "../github/replies.ts";',
		],
		[
			"the forge importing ours",
			"src/forge/x.ts",
			'import { refuse } from "../core/errors.ts";',
		],
		[
			"a room importing its composition",
			"src/engine/x.ts",
			'import { serve } from "../serve.ts";',
		],
	])("%s", (_, path, text) => {
		expect(importComplaints(fake(path, text))).toHaveLength(1);
	});

	test.each([
		["the clock", "src/core/x.ts", "const now = Date.now();"],
		["the present date", "src/verbs/x.ts", "const now = new Date();"],
		["chance", "src/core/x.ts", "const n = Math.random();"],
		["the environment", "src/verbs/x.ts", "const home = process.env.HOME;"],
		["a default export", "src/engine/x.ts", "export default function x() {}"],
		["an enum", "src/engine/x.ts", "export enum X { a }"],
		[
			"a parameter property",
			"src/engine/x.ts",
			"class X { constructor(private readonly a: string) {} }",
		],
		["any", "src/engine/x.ts", "function f(a: any) {}"],
	])("%s", (_, path, text) => {
		expect(wordComplaints(fake(path, text))).toHaveLength(1);
	});

	test("what is only talked about breaks no rule", () => {
		expect(
			wordComplaints(
				fake(
					"src/core/x.ts",
					'// never Date.now()\nconst text = "Math.random() and process.env";\nconst at = new Date(0);',
				),
			),
		).toEqual([]);
	});

	test("names", () => {
		expect(nameComplaints(fake("src/core/utils.ts", ""))).toHaveLength(1);
		expect(nameComplaints(fake("src/core/taskKey.ts", ""))).toHaveLength(1);
	});

	test("long functions are measured without the named ones inside them", () => {
		const text = `function outer() {\n${"\tstep();\n".repeat(5)}\tfunction inner() {\n${"\t\tstep();\n".repeat(80)}\t}\n}\nconst short = () => {\n\tstep();\n};\n`;
		expect(functionsOf(fake("src/core/x.ts", text))).toEqual([
			{ name: "inner", lines: 82 },
			{ name: "outer", lines: 7 },
			{ name: "short", lines: 3 },
		]);
	});
});
