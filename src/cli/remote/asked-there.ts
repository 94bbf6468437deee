import type { JsonObject } from "../../core/errors.ts";
import type { Answer } from "../../engine/answer.ts";
import type { Diagnosis } from "../../verbs/doctor/diagnosis.ts";
import type { RunCommand, Said } from "../command-spec.ts";
import { safeLines } from "../data-text.ts";
import { numberOf } from "../execute-inputs.ts";
import { feedFilter, filterInput } from "../feed-filter.ts";
import { printMisuse } from "../misuse.ts";
import { printDiagnosis } from "../print-diagnosis.ts";
import { printRefusal } from "../print-refusal.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { withBoardDoor } from "../with-door.ts";
import { noTaskThere, taskThere } from "./bound-there.ts";

type Question = "show" | "history" | "feed" | "export";

/** `baton show 42` and its like, asked of a server: what the verb of that name answers, as JSON. */
export function askedThere(verb: Question): RunCommand {
	const isAboutTask = verb === "show" || verb === "history";
	return (said, terminal) =>
		askThere(said, terminal, {
			verb,
			word: isAboutTask ? (said.words[0] ?? "") : undefined,
			print: ({ data }) => {
				terminal.out(JSON.stringify(data, undefined, 2));
				return EXIT.ok;
			},
		});
}

/** `baton verify`, asked of a server. */
export const verifyThere: RunCommand = (said, terminal) =>
	askThere(said, terminal, {
		verb: "verify",
		print: ({ data }) => {
			const found = (data.verification ?? {}) as JsonObject;
			terminal.out(
				said.json ? JSON.stringify(found, undefined, 2) : verified(found),
			);
			return found.ok === true ? EXIT.ok : EXIT.refused;
		},
	});

/** `baton doctor`, asked of a server. */
export const doctorThere: RunCommand = (said, terminal) =>
	askThere(said, terminal, {
		verb: "doctor",
		print: ({ data }, place) =>
			printDiagnosis(terminal, { ...QUIET, ...data } as unknown as Diagnosis, {
				...{ place, json: said.json },
				facts: data,
			}),
	});

/** What an answer leaves out where there is nothing to say. */
const QUIET = { findings: [], more: 0, unknown: [], notes: [] };

/** The keys of a server's tasks, one on a line. */
export const keysThere: RunCommand = (said, terminal) =>
	withBoardDoor(said, terminal, async (door) => {
		let after: string | undefined;
		for (let page = 0; page < MAX_PAGES; page++) {
			const input = { limit: 200, ...(after === undefined ? {} : { after }) };
			const answer = await door.say({ verb: "list", input });
			if (!answer.ok) return printRefusal(terminal, answer, said.json);
			const { tasks, next } = answer.data;
			for (const { key } of tasks as readonly JsonObject[])
				terminal.out(String(key));
			if (typeof next !== "string") break;
			after = next;
		}
		return EXIT.ok;
	});

/** A shell that completes a task waits for no more. */
const MAX_PAGES = 10;

type Accepted = Extract<Answer, { ok: true }>;

async function askThere(
	said: Said,
	terminal: Terminal,
	{
		verb,
		word,
		print,
	}: {
		readonly verb: string;
		readonly word?: string | undefined;
		readonly print: (answer: Accepted, place: string) => number;
	},
): Promise<number> {
	const isAboutTask = word !== undefined;
	const task = isAboutTask ? await taskThere(said, terminal, word) : undefined;
	if (typeof task === "object") return printRefusal(terminal, task, said.json);
	if (isAboutTask && task === undefined)
		return printMisuse(terminal, noTaskThere(said.name), said.json);
	return withBoardDoor(said, terminal, async (door) => {
		const answer = await door.say({ verb, task, input: inputOf(said) });
		if (!answer.ok) return printRefusal(terminal, answer, said.json);
		const { owner, repo, board } = door.place;
		return print(answer, `${owner}/${repo}/${board}`);
	});
}

/** Only what was given; a limit that is no number stays as it is and is refused like any other wrong input. */
function inputOf({ values }: Said): JsonObject {
	const names = ["at", "part", "before", "cursor", "limit"] as const;
	const given = Object.fromEntries(
		names.flatMap((name) => {
			const value = values[name];
			if (value === undefined) return [];
			return [[name, name === "limit" ? (numberOf(value) ?? value) : value]];
		}),
	);
	return { ...given, ...filterInput(feedFilter(values)) };
}

function verified({
	ok,
	commits,
	before,
	commit,
	reason,
	subject,
}: JsonObject) {
	const known = before === undefined ? "" : ` (${before} verified before)`;
	return safeLines(
		ok === true
			? `${commits} commits${known}, each follows from its parent`
			: `${commits} commits${known} hold, then ${String(commit).slice(0, 12)} does not: ${reason}\n  ${subject}`,
	).join("\n");
}
