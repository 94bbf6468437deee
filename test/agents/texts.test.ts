import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findCommand } from "../../src/cli/find-command.ts";
import { withAgentsSection } from "../../src/cli/init/agents-section.ts";
import { ERROR_CODES } from "../../src/core/errors.ts";
import { TOOL_SETS } from "../../src/mcp/tool-sets.ts";
import { TOOLS } from "../../src/mcp/tools/index.ts";
import { findVerb } from "../../src/verbs/index.ts";

const path = (name: string) => new URL(`../../${name}`, import.meta.url);
const read = (name: string) => readFileSync(path(name), "utf8");

const SKILL = "docs/agents/SKILL.md";
const SNIPPET = "docs/agents/AGENTS-snippet.md";
const COMMANDS = ["work", "work-assigned", "plan"];
const TEXTS = [
	SKILL,
	SNIPPET,
	"docs/actions.md",
	...COMMANDS.map((name) => `plugin/commands/${name}.md`),
];

/** Everything that is written as code: in backticks, or in a block. */
function codeIn(text: string): readonly string[] {
	const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].flatMap(
		([, block = ""]) => block.split("\n"),
	);
	const rest = text.replace(/^```[\s\S]*?^```$/gm, "");
	return [
		...[...rest.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code),
		...blocks,
	];
}

describe("what agents read", () => {
	test("is short: the skill has less than 600 words, a command less than 250", () => {
		const words = (name: string) => read(name).trim().split(/\s+/).length;
		expect(words(SKILL)).toBeLessThan(600);
		for (const name of COMMANDS)
			expect(words(`plugin/commands/${name}.md`)).toBeLessThan(250);
	});

	test.each(TEXTS)(
		"%s names only tools, commands and codes that there are",
		(name) => {
			const unknown = codeIn(read(name)).flatMap((code) => {
				const [, tool] = /^([a-z]+(?:_[a-z]+)+)$/.exec(code) ?? [];
				const [, slash] =
					/^\/(?:baton )?([a-z][a-z-]*)(?![a-z/.-])/.exec(code) ?? [];
				const [, shell, sub] =
					/^baton ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?/.exec(code) ?? [];
				const [, error] = /^([A-Z]+_[A-Z]+)$/.exec(code) ?? [];
				const isEnv =
					error?.startsWith("BATON_") || error?.startsWith("GITHUB_");
				return [
					tool !== undefined && !isTool(tool) && tool !== "workflow_run"
						? tool
						: "",
					slash !== undefined && !isSlash(slash) ? `/${slash}` : "",
					shell !== undefined && !isShell(shell, sub)
						? `baton ${shell} ${sub}`
						: "",
					error !== undefined && !isEnv && !isCode(error) ? error : "",
				].filter((one) => one !== "");
			});
			expect(unknown).toEqual([]);
		},
	);

	test("tells of every step of the loop, at each of three doors", () => {
		const rows = read(SKILL)
			.split("\n")
			.filter((line) => /^\| \w/.test(line) && !line.startsWith("| step"));
		expect(rows.length).toBeGreaterThanOrEqual(8);
		for (const row of rows) {
			const [, , tool = "", shell = "", comment = ""] = row
				.split(" | ")
				.join("|")
				.split("|");
			expect(tool, row).toMatch(/`[a-z]+(_[a-z]+)+`/);
			expect(shell, row).toMatch(/`baton [a-z]+/);
			expect(comment, row).toMatch(/`\//);
		}
	});

	test("has one source for AGENTS.md (UPDATE_DOCS=1 writes it)", () => {
		const made = withAgentsSection(undefined);
		const text = made.ok ? made.text : "";
		if (process.env.UPDATE_DOCS === "1") writeFileSync(path(SNIPPET), text);
		expect(read(SNIPPET)).toBe(text);
	});
});

describe("the plugin", () => {
	test("has the skill as it is in the documents", () => {
		expect(read("plugin/skills/baton/SKILL.md")).toBe(read(SKILL));
		expect(read(SKILL)).toMatch(
			/^---\nname: baton\ndescription: .{20,300}\n---\n/,
		);
	});

	test("has the version of the program, and says what each command is for", () => {
		const { version } = JSON.parse(read("package.json"));
		expect(JSON.parse(read("plugin/.claude-plugin/plugin.json"))).toMatchObject(
			{
				...{ name: "baton", version },
			},
		);
		for (const name of COMMANDS)
			expect(read(`plugin/commands/${name}.md`)).toMatch(
				/^---\ndescription: .+\nargument-hint: .+\n---\n\n[\s\S]*\$ARGUMENTS/,
			);
	});

	test("finds its server by the environment, and asks for tools that its commands name", () => {
		const { mcpServers } = JSON.parse(read("plugin/.mcp.json"));
		const { type, url, headers } = mcpServers.baton;
		expect(type).toBe("http");
		const filled = (env: Readonly<Record<string, string>>) =>
			new URL(
				url.replace(
					/\$\{(\w+):-([^}]*)\}/g,
					(_: string, name: string, usual: string) => env[name] ?? usual,
				),
			);
		expect(filled({}).origin).toBe("http://127.0.0.1:3000");
		expect(filled({ BATON_URL: "https://baton.example.com" }).href).toMatch(
			/^https:\/\/baton\.example\.com\/mcp\?/,
		);
		expect(headers).toEqual({
			Authorization: expect.stringMatching(/^Bearer \$\{BATON_TOKEN:-none\}$/),
			"x-baton-agent": expect.stringMatching(/^\$\{BATON_AGENT:-agent-1\}$/),
		});
		const sets = filled({}).searchParams.get("tools")?.split(",") ?? [];
		for (const set of sets)
			expect(TOOL_SETS as readonly string[]).toContain(set);
		const offered = TOOLS.filter((tool) =>
			tool.sets.some((set) => sets.includes(set)),
		).map((tool) => tool.name);
		const named = COMMANDS.flatMap((name) =>
			codeIn(read(`plugin/commands/${name}.md`)),
		).filter((code) => isTool(code));
		expect(named.length).toBeGreaterThan(10);
		expect(named.filter((tool) => !offered.includes(tool))).toEqual([]);
	});
});

function isTool(name: string): boolean {
	return TOOLS.some((tool) => tool.name === name);
}

function isSlash(name: string): boolean {
	return (
		name === "baton" ||
		name === "show" ||
		findVerb(name)?.doors.includes("comment") === true
	);
}

/** A command by itself, or one of a group such as `execute`. */
function isShell(name: string, sub?: string): boolean {
	if (findCommand(name) === undefined) return false;
	return name !== "execute" || sub === undefined || EXECUTE.includes(sub);
}

/** Protocol section 9. */
const EXECUTE =
	"start next dispatched record gate approve amend retry skip complete status resume list switch cancel".split(
		" ",
	);

function isCode(name: string): boolean {
	return (ERROR_CODES as readonly string[]).includes(name);
}
