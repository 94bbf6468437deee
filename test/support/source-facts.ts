import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A source file as the rules look at it. */
export interface SourceFile {
	/** From the project's root, with slashes. */
	readonly path: string;
	readonly text: string;
}

/** A function and how many lines are its own: those of named functions inside it count for these alone. */
export interface FunctionFact {
	readonly name: string;
	readonly lines: number;
}

/** Every TypeScript file below a folder of the project. */
export function sourceFiles(folder: string): readonly SourceFile[] {
	const found: SourceFile[] = [];
	const visit = (directory: string): void => {
		for (const name of readdirSync(directory).sort()) {
			const path = join(directory, name);
			if (statSync(path).isDirectory()) visit(path);
			else if (/\.tsx?$/.test(name))
				found.push({
					path: relative(ROOT, path).replaceAll("\\", "/"),
					text: readFileSync(path, "utf8"),
				});
		}
	};
	visit(join(ROOT, folder));
	return found;
}

/** What a file imports, as written: type imports, re-exports and `import()` too. */
export function importsOf({ path, text }: SourceFile): readonly string[] {
	const { module } = parseSync(path, text);
	const fixed = [
		...module.staticImports.map((one) => one.moduleRequest.value),
		...module.staticExports.flatMap((one) =>
			one.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
		),
	];
	const lazy = module.dynamicImports
		.map(({ moduleRequest }) =>
			text.slice(moduleRequest.start, moduleRequest.end),
		)
		.filter((request) => /^['"`]/.test(request))
		.map((request) => request.slice(1, -1));
	return [...new Set([...fixed, ...lazy])];
}

interface Node {
	readonly type: string;
	readonly start: number;
	readonly end: number;
	readonly [field: string]: unknown;
}

/** The functions of a file that have a name: declarations, methods, and functions that a name is given to. */
export function functionsOf({
	path,
	text,
}: SourceFile): readonly FunctionFact[] {
	const facts: FunctionFact[] = [];
	const lineAt = lineCounter(text);
	/** Answers how many lines below this node belong to named functions. */
	const visit = (node: Node, name: string | undefined): number => {
		const isFunction =
			/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(
				node.type,
			);
		let taken = 0;
		for (const [child, childName] of childrenOf(node))
			taken += visit(child, childName);
		if (!isFunction) return taken;
		const own = name ?? nameOf(node.id);
		const lines = lineAt(node.end) - lineAt(node.start) + 1;
		if (own === undefined) return taken;
		facts.push({ name: own, lines: lines - taken });
		return lines;
	};
	visit(parseSync(path, text).program as unknown as Node, undefined);
	return facts;
}

/** The nodes right below one, each with the name it is given there. */
function* childrenOf(
	node: Node,
): Iterable<readonly [Node, string | undefined]> {
	const given =
		node.type === "VariableDeclarator"
			? nameOf(node.id)
			: node.type === "Property" ||
					node.type === "MethodDefinition" ||
					node.type === "PropertyDefinition"
				? nameOf(node.key)
				: undefined;
	for (const value of Object.values(node)) {
		for (const item of Array.isArray(value) ? value : [value]) {
			if (
				typeof item === "object" &&
				item !== null &&
				typeof (item as Node).type === "string"
			)
				yield [item as Node, given];
		}
	}
}

function nameOf(node: unknown): string | undefined {
	const name = (node as { name?: unknown } | null)?.name;
	return typeof name === "string" ? name : undefined;
}

function lineCounter(text: string): (offset: number) => number {
	const starts = [0];
	for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
		starts.push(at + 1);
	return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
}

/** The text of a file with comments and the content of strings blanked, lines kept: what is said there breaks no rule. */
export function codeOf({ path, text }: SourceFile): string {
	const { comments } = parseSync(path, text);
	let code = text;
	for (const { start, end } of comments)
		code =
			code.slice(0, start) +
			code.slice(start, end).replace(/[^\n]/g, " ") +
			code.slice(end);
	return code.replace(/(["'])(?:\\.|(?!\1)[^\\\n])*\1/g, (literal) =>
		" ".repeat(literal.length),
	);
}

/** The value below which a share of the numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
	const sorted = [...numbers].sort((a, b) => a - b);
	return (
		sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
	);
}
