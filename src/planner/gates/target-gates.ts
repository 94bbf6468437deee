import type { Survey } from "../survey.ts";
import { type Candidate, inFolder, type Proof } from "./candidate.ts";
import { isEndless, isVacuous } from "./vacuous.ts";

const TARGETS: readonly (readonly [proof: Proof, names: readonly string[]])[] =
	[
		["test", ["test", "tests", "unit-test"]],
		["check", ["check", "ci", "verify"]],
		["typecheck", ["typecheck", "types"]],
		["lint", ["lint"]],
		["build", ["build"]],
		["docs", ["docs", "doc"]],
	];

/** What is kept of one target. */
const MAX_LINES = 50;

const FILES: readonly (readonly [pattern: RegExp, tool: string])[] = [
	[/(?:^|\/)(?:GNUm|M|m)akefile$/, "make"],
	[/(?:^|\/)[jJ]ustfile$/, "just"],
	[/(?:^|\/)Taskfile\.ya?ml$/, "task"],
];

/** The targets of Makefile, justfile and Taskfile that prove something. */
export function targetGates(
	survey: Survey,
	texts: ReadonlyMap<string, string>,
): readonly Candidate[] {
	const found: Candidate[] = [];
	for (const file of [...survey.noted].sort()) {
		const tool = FILES.find(([pattern]) => pattern.test(file))?.[1];
		const text = texts.get(file);
		if (tool === undefined || text === undefined) continue;
		const slash = file.lastIndexOf("/");
		const path = slash < 0 ? "." : file.slice(0, slash);
		const targets = tool === "task" ? tasksIn(text) : recipesIn(text);
		for (const [proof, names] of TARGETS) {
			const name = names.find((target) => canFail(targets, target));
			const command =
				name === undefined ? undefined : inFolder(path, `${tool} ${name}`);
			if (command !== undefined)
				found.push({
					command,
					proof,
					path,
					source: `target "${name}" of ${file}`,
					rank: 2,
				});
		}
	}
	return found;
}

interface Target {
	readonly needs: readonly string[];
	readonly lines: readonly string[];
}

function canFail(
	targets: ReadonlyMap<string, Target>,
	name: string,
	depth = 0,
): boolean {
	const target = targets.get(name);
	if (target === undefined) return false;
	const lines = target.lines
		.map((line) => line.replace(/^\s*[@+]*/, ""))
		.filter((line) => line !== "");
	// A leading dash tells make to go on whatever happens.
	if (
		lines.some(
			(line) => !line.startsWith("-") && !isVacuous(line) && !isEndless(line),
		)
	)
		return true;
	return (
		depth < 5 &&
		target.needs.some((needed) => canFail(targets, needed, depth + 1))
	);
}

/** Rules of a makefile or justfile: names, a colon, what they need, and indented lines. */
function recipesIn(text: string): ReadonlyMap<string, Target> {
	const targets = new Map<string, Target>();
	let open: readonly string[] = [];
	const add = (name: string, needs: readonly string[], line: string) => {
		const known = targets.get(name) ?? { needs: [], lines: [] };
		targets.set(name, {
			needs: [...known.needs, ...needs].slice(0, MAX_LINES),
			lines: [...known.lines, ...(line === "" ? [] : [line])].slice(
				0,
				MAX_LINES,
			),
		});
	};
	for (const line of linesOf(text)) {
		const isIndented = /^[\t ]/.test(line);
		if (isIndented) for (const name of open) add(name, [], line.trim());
		if (isIndented || line.trim() === "" || line.startsWith("#")) continue;
		const rule = ruleOf(line);
		open = rule?.names ?? [];
		for (const name of open) add(name, rule?.needs ?? [], rule?.inline ?? "");
	}
	return targets;
}

function ruleOf(line: string) {
	const colon = line.indexOf(":");
	const head = line.slice(0, Math.max(0, colon));
	const rest = line.slice(colon + 1).replace(/^:/, "");
	if (colon < 1 || rest.startsWith("=") || /^\s*\S+\s*[?+!]?=/.test(head))
		return undefined;
	const [needs = "", inline = ""] = rest.split(";");
	return {
		names: head
			.split(/\s+/)
			.filter((name) => /^[A-Za-z0-9_][A-Za-z0-9_.%/-]*$/.test(name))
			.slice(0, 20),
		needs: (needs.split("#")[0] ?? "")
			.split(/\s+/)
			.filter(Boolean)
			.slice(0, 20),
		inline: inline.trim(),
	};
}

/** The lines of a file that are short enough to be written by somebody. */
function linesOf(text: string): readonly string[] {
	return text
		.split("\n")
		.slice(0, 5_000)
		.filter(({ length }) => length <= 1_000);
}

/** Tasks of a Taskfile: names one level below `tasks:`, and whatever text stands below each. */
function tasksIn(text: string): ReadonlyMap<string, Target> {
	const targets = new Map<string, Target>();
	let isInside = false;
	let open: string | undefined;
	for (const line of linesOf(text)) {
		if (/^\S/.test(line)) isInside = /^tasks:\s*$/.test(line);
		if (!isInside) continue;
		const [, name, rest] = /^ {2}([\w:-]+):\s*(.*)$/.exec(line) ?? [];
		if (name !== undefined) {
			open = name;
			targets.set(name, { needs: [], lines: rest ? [rest] : [] });
		} else if (open !== undefined) {
			const command = /^\s+(?:- |cmd:\s*)(?:cmd:\s*)?([^\s#].*)$/.exec(
				line,
			)?.[1];
			const known = targets.get(open);
			if (command !== undefined && known !== undefined)
				targets.set(open, { ...known, lines: [...known.lines, command] });
		}
	}
	return targets;
}
