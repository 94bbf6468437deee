import { withoutHidden } from "../plain-text.ts";

/** A job of a workflow as far as a gate is concerned. */
export interface Job {
	readonly file: string;
	/** The names of the checks it shows as, one for each combination of its matrix. */
	readonly checks: readonly string[];
	/** Its commands, one line each, with the folder they run in. */
	readonly commands: readonly {
		readonly line: string;
		readonly path: string;
	}[];
	/** Why its check cannot be waited for, if so. */
	readonly unusable?: string;
}

/** Jobs that ship or tend something prove nothing about a change. */
const NO_PROOF =
	/(?:^|[^a-z])(?:deploy|deployment|release|publish|stale|labeler|label|nightly|cleanup|backport|preview|greet|notify|sync|upload)(?:[^a-z]|$)/i;

interface Line {
	readonly indent: number;
	readonly text: string;
}

/** The jobs of a workflow that runs for pull requests or pushes. A reader of lines, not of YAML: what it cannot follow it leaves out. */
export function jobsOf(file: string, text: string): readonly Job[] {
	const lines = linesOf(text);
	const triggers = [
		...blockOf(lines, "on"),
		...blockOf(lines, '"on"'),
		...blockOf(lines, "'on'"),
		...lines.filter(
			(line) => line.indent === 0 && /^["']?on["']?:/.test(line.text),
		),
	];
	if (
		!triggers.some((line) =>
			/\b(?:pull_request|push|merge_group)\b/.test(line.text),
		)
	)
		return [];
	const jobs = blockOf(lines, "jobs");
	const depth = jobs[0]?.indent ?? 0;
	const starts = jobs.flatMap((line, index) =>
		line.indent === depth && /^[A-Za-z_][\w-]*:$/.test(line.text)
			? [index]
			: [],
	);
	return starts.slice(0, 50).map((start, index) => {
		const id = (jobs[start]?.text ?? "").slice(0, -1);
		return jobOf(file, id, jobs.slice(start + 1, starts[index + 1]));
	});
}

function linesOf(text: string): readonly Line[] {
	return withoutHidden(text)
		.split("\n")
		.slice(0, 5_000)
		.map((line) => ({
			indent: line.length - line.trimStart().length,
			text: withoutRemark(line.trim()),
		}))
		.filter(({ text: content }) => content !== "" && !content.startsWith("#"));
}

function withoutRemark(line: string): string {
	const at = line.search(/\s#/);
	return at < 0 ? line : line.slice(0, at).trimEnd();
}

/** The lines below a key at the outermost level of `lines`. */
function blockOf(lines: readonly Line[], key: string): readonly Line[] {
	const outer = lines[0]?.indent ?? 0;
	const start = lines.findIndex(
		(line) => line.indent === outer && line.text === `${key}:`,
	);
	if (start < 0) return [];
	const rest = lines.slice(start + 1);
	const end = rest.findIndex(
		(line) =>
			line.indent <= outer &&
			!(line.indent === outer && line.text.startsWith("- ")),
	);
	return end < 0 ? rest : rest.slice(0, end);
}

function jobOf(file: string, id: string, body: readonly Line[]): Job {
	const value = (key: string) => scalarOf(body, key);
	const name = value("name") ?? id;
	const matrix = matrixOf(blockOf(blockOf(body, "strategy"), "matrix"));
	const checks = namesOf(name, value("name") !== undefined, matrix);
	const unusable = NO_PROOF.test(`${id} ${name}`)
		? "it ships or tends something"
		: value("if") !== undefined
			? "it runs only under a condition"
			: value("uses") !== undefined
				? "it runs another workflow"
				: checks.length === 0
					? "its name is made while it runs"
					: undefined;
	const defaults = scalarOf(
		blockOf(blockOf(body, "defaults"), "run"),
		"working-directory",
	);
	return {
		file,
		checks,
		commands: commandsOf(blockOf(body, "steps"), defaults ?? "."),
		...(unusable === undefined ? {} : { unusable }),
	};
}

function scalarOf(lines: readonly Line[], key: string): string | undefined {
	const outer = lines[0]?.indent ?? 0;
	const line = lines.find(
		({ indent, text }) => indent === outer && text.startsWith(`${key}: `),
	);
	return line === undefined
		? undefined
		: unquoted(line.text.slice(key.length + 2).trim());
}

function unquoted(text: string): string {
	return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

type Matrix =
	| readonly (readonly [key: string, values: readonly string[]])[]
	| undefined;

/** The lists of a matrix; undefined when it holds more than plain lists. */
function matrixOf(lines: readonly Line[]): Matrix {
	const outer = lines[0]?.indent ?? 0;
	const lists: (readonly [string, string[]])[] = [];
	for (const { indent, text } of lines) {
		const [, key, rest = ""] = /^([\w-]+):\s*(.*)$/.exec(text) ?? [];
		if (indent === outer && key !== undefined) {
			if (key === "include" || key === "exclude") return undefined;
			if (rest !== "" && !/^\[[^[\]{}]*\]$/.test(rest)) return undefined;
			lists.push([
				key,
				rest === ""
					? []
					: rest
							.slice(1, -1)
							.split(",")
							.map((value) => unquoted(value.trim()))
							.filter(Boolean),
			]);
		} else if (text.startsWith("- ") && !/^- [\w-]+:/.test(text))
			lists.at(-1)?.[1].push(unquoted(text.slice(2).trim()));
		else return undefined;
	}
	return lists;
}

function namesOf(
	name: string,
	isNamed: boolean,
	matrix: Matrix,
): readonly string[] {
	if (matrix === undefined) return [];
	let rows: readonly (readonly (readonly [string, string])[])[] = [[]];
	for (const [key, values] of matrix)
		rows = rows
			.flatMap((row) => values.map((value) => [...row, [key, value] as const]))
			.slice(0, 64);
	const names = rows.map((row) => {
		const filled = row.reduce(
			(text, [key, value]) =>
				text.replaceAll(
					new RegExp(`\\$\\{\\{\\s*matrix\\.${key}\\s*\\}\\}`, "g"),
					() => value,
				),
			name,
		);
		return row.length > 0 && !(isNamed && name.includes("matrix."))
			? `${filled} (${row.map(([, value]) => value).join(", ")})`
			: filled;
	});
	return names.some((text) => text.includes("${{")) ? [] : [...new Set(names)];
}

function commandsOf(steps: readonly Line[], folder: string): Job["commands"] {
	const commands: { line: string; path: string }[] = [];
	let from = 0;
	const outer = steps[0]?.indent ?? 0;
	for (let index = 1; index <= steps.length; index++) {
		const line = steps[index];
		if (
			line !== undefined &&
			!(line.indent === outer && line.text.startsWith("- "))
		)
			continue;
		const step = steps.slice(from, index).map(({ indent, text }) => ({
			indent: text.startsWith("- ") ? indent + 2 : indent,
			text: text.replace(/^- /, ""),
		}));
		from = index;
		const path = scalarOf(step, "working-directory") ?? folder;
		const run = scalarOf(step, "run");
		const isBlock = run !== undefined && /^[|>][+-]?$/.test(run);
		const depth = step[0]?.indent ?? 0;
		const at = step.findIndex(({ text }) => text.startsWith("run: "));
		const rest = step.slice(at + 1);
		const end = rest.findIndex(({ indent }) => indent <= depth);
		const block = isBlock
			? rest.slice(0, end < 0 ? undefined : end).map(({ text }) => text)
			: [];
		for (const command of isBlock ? block : run === undefined ? [] : [run])
			commands.push({
				line: command,
				path: path.replace(/^\.\/(?=.)/, "").replace(/\/$/, "") || ".",
			});
	}
	return commands.slice(0, 200);
}
