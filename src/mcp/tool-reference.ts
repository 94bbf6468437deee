import { listedTool } from "./listed-tool.ts";
import { PROMPTS } from "./prompts.ts";
import { TEMPLATES } from "./resources.ts";
import type { Tool } from "./tool.ts";

interface Schema {
	readonly type?: string | readonly string[];
	readonly description?: string;
	readonly enum?: readonly string[];
	readonly items?: Schema;
	readonly anyOf?: readonly Schema[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
}

const INTRODUCTION = `# MCP

Made from the tables in \`src/mcp/\`; do not edit. \`UPDATE_DOCS=1 npx vitest run test/docs.test.ts\` writes it anew.

Over HTTP a client needs the address and says who it is; \`npm start\` prints the address, and on that machine a name is enough:

\`\`\`json
{ "mcpServers": { "baton": { "type": "http", "url": "http://127.0.0.1:3000/mcp", "headers": { "x-baton-agent": "agent-1" } } } }
\`\`\`

In any git repository, with or without a server, a client starts the program itself:

\`\`\`json
{ "mcpServers": { "baton": { "command": "baton", "args": ["mcp"], "env": { "BATON_AGENT": "backend-1" } } } }
\`\`\`

\`?tools=worker,planner\` at the address, or \`--tools worker,planner\` behind \`baton mcp\`, chooses which tools are listed: the sets below,
or \`all\`; \`worker\` unless said. Where a connection has a board of its own \`projectId\` may be left out. \`leaseId\` stands for project,
board, task, step and lease in one. Statuses are in upper case. What a verb needs and refuses is in [verbs.md](verbs.md).`;

/** Tools, prompts and resources as a page of markdown: what `docs/mcp.md` holds. */
export function toolReference(tools: readonly Tool[]): string {
	const rows = tools.map(
		({ name, verb, sets }) =>
			`| [\`${name}\`](#${name}) | [\`${verb}\`](verbs.md#${verb}) | ${sets.join(", ")} |`,
	);
	return [
		INTRODUCTION,
		"## Tools",
		["| tool | verb | sets |", "|---|---|---|", ...rows].join("\n"),
		...tools.map(section),
		"## Prompts",
		PROMPTS.map(
			({ name, about, arguments: words }) =>
				`- \`${name}\` (${words.map((one) => (one.required === true ? `**${one.name}**` : one.name)).join(", ")}): ${about}`,
		).join("\n"),
		"## Resources",
		TEMPLATES.map(
			({ uriTemplate, description }) => `- \`${uriTemplate}\`: ${description}`,
		).join("\n"),
		"",
	].join("\n\n");
}

/** What every tool takes is told once, above. */
const EVERYWHERE: ReadonlySet<string> = new Set([
	"projectId",
	"boardId",
	"idempotencyKey",
]);

function section(tool: Tool): string {
	const { inputSchema, outputSchema } = listedTool(tool, true);
	const input = inputSchema as unknown as Schema;
	const rows = Object.entries(input.properties ?? {})
		.filter(([name]) => !EVERYWHERE.has(name))
		.map(
			([name, field]) =>
				`| \`${name}\`${input.required?.includes(name) === true ? " (required)" : ""} | ${typeOf(field)} | ${field.description ?? ""} |`,
		);
	const answers = Object.keys((outputSchema as Schema).properties ?? {});
	return [
		`### ${tool.name}`,
		tool.about,
		...(rows.length === 0
			? []
			: [["| argument | type | |", "|---|---|---|", ...rows].join("\n")]),
		...(answers.length === 0
			? []
			: [`Answers ${answers.map((name) => `\`${name}\``).join(", ")}.`]),
	].join("\n\n");
}

function typeOf(field: Schema): string {
	if (field.enum !== undefined)
		return field.enum.map((value) => `\`${value}\``).join(" · ");
	if (field.anyOf !== undefined) return field.anyOf.map(typeOf).join(" or ");
	if (field.type === "array")
		return `list of ${field.items === undefined ? "anything" : typeOf(field.items)}`;
	return [field.type ?? "anything"].flat().join(" or ");
}
