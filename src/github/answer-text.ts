import type { Json, JsonObject } from "../core/errors.ts";
import type { Done } from "../engine/answer.ts";
import { list, word } from "./answer-values.ts";
import { batonOf, briefParts, claimed } from "./brief-words.ts";
import { doctorParts } from "./doctor/doctor-words.ts";
import { code, fence } from "./markdown.ts";
import { PLAN_WORDS } from "./plans/plan-words.ts";
import { prose } from "./prose.ts";

type Words = readonly string[];

/** An answer in words, by verb; the first part goes on the line of the title. Verbs not named here say all with their title. */
export function answerParts({ verb, data }: Done): Words {
	return (
		WORDS[verb]?.(data) ??
		(typeof data.said === "string" ? [prose(data.said)] : [])
	);
}

const WORDS: Readonly<Record<string, (data: JsonObject) => Words>> = {
	...PLAN_WORDS,
	claim: claimed,
	"claim-next": claimed,
	context: (data) => ["", ...briefParts(data)],
	baton: (data) => ["", batonOf(data.baton)],
	show: (data) => [
		...taskParts(data.task),
		...asOfParts(data.as_of),
		batonOf(data.baton),
	],
	list: (data) => ["", taskTable(data.tasks)],
	next: (data) => ["", taskTable(data.candidates)],
	help: helpParts,
	history: historyParts,
	verify: verifyParts,
	doctor: doctorParts,
	export: (data) => [
		`${list(data.tasks).length} tasks with all their documents, below.`,
	],
	ping: pingParts,
};

function pingParts(data: JsonObject): Words {
	const short = (commit: Json | undefined) => code(String(commit).slice(0, 12));
	const verified = data.verified as JsonObject | null | undefined;
	return [
		`board ${word(data.board)}, you speak for ${word(data.agent)} with ${word(data.role)}, ${word(data.version)} is running.`,
		...(typeof data.head === "string"
			? [
					`The log ends with ${short(data.head)}; ${
						verified === null || verified === undefined
							? "it was not verified yet"
							: `it is verified up to ${short(verified.commit)}, ${word(verified.commits)} commits`
					}.`,
				]
			: []),
		...(typeof data.frozen === "string"
			? [`Nothing is written to it: ${prose(data.frozen)}.`]
			: []),
	];
}

function taskParts(value: Json | undefined): Words {
	const task = value as JsonObject;
	const lease = task.lease as JsonObject | undefined;
	const facts: readonly (readonly [string, Json | undefined])[] = [
		["status", task.status],
		["priority", task.priority],
		["version", task.version],
		["held by", lease?.agent],
		["until", lease?.expires_at],
		["on hold", task.held],
		["assigned to", task.assignee],
		["needs", task.capabilities],
		["waits for", task.open_blockers],
		["failed attempts", task.attempts === 0 ? undefined : task.attempts],
		["delivered", task.deliverable],
		["can be changed by", task.moves],
	];
	const said = facts.filter(
		([, fact]) =>
			fact !== undefined && !(Array.isArray(fact) && fact.length === 0),
	);
	return [
		word(task.title),
		said
			.map(
				([name, fact]) =>
					`- ${name}: ${word(Array.isArray(fact) ? fact.join(", ") : fact)}`,
			)
			.join("\n"),
	];
}

/** Which past a task is shown from, if not the present. */
function asOfParts(value: Json | undefined): Words {
	if (value === undefined) return [];
	const { commit, at, subject } = value as JsonObject;
	return [
		`As of ${word(at)}, commit ${code(String(commit).slice(0, 12))}: ${word(subject)}`,
	];
}

function taskTable(value: Json | undefined): string {
	const tasks = list(value);
	if (tasks.length === 0) return "No tasks.";
	const rows = tasks.map(
		(task) =>
			`| ${addressOf(task)} | ${word(task.status)} | ${word(task.priority)} | ${word(task.title)} | ${word(task.held_by ?? task.assignee)} | ${whyFirst(task)} |`,
	);
	return [
		"| task | status | priority | title | agent | |",
		"|---|---|---|---|---|---|",
		...rows,
	].join("\n");
}

/** A task's key, or the address and the role of its step where that is what can be claimed. */
function addressOf({ key, step }: JsonObject): string {
	const { address, role } = (step ?? {}) as JsonObject;
	return step === undefined ? word(key) : `${word(address)} ${word(role)}`;
}

/** Why a task stands where it stands, or what it waits for. */
function whyFirst({ explain, blocked_by: blockers }: JsonObject): string {
	const why = explain as JsonObject | undefined;
	if (why === undefined)
		return blockers === undefined
			? ""
			: `after ${word((blockers as readonly string[]).join(", "))}`;
	return [
		...(why.assigned_to_asker === true ? ["yours"] : []),
		...(Number(why.unblocks) > 0 ? [`frees ${word(why.unblocks)}`] : []),
		`since ${word(String(why.created_at).slice(0, 10))}`,
	].join(", ");
}

function helpParts(data: JsonObject): Words {
	const one = data.verb as JsonObject | undefined;
	if (one !== undefined) {
		const examples = (one.examples as readonly string[])
			.map((example) => ` ${example}`)
			.join("\n");
		return [
			`${prose(String(one.summary))} Needs ${word(one.role)}.`,
			fence(examples, "text"),
		];
	}
	const rows = list(data.verbs).map(
		(verb) =>
			`| ${code(String(verb.usage))} | ${prose(String(verb.summary))} | ${word(verb.role)} |`,
	);
	return [
		"",
		["| command | what it does | needs |", "|---|---|---|", ...rows].join("\n"),
	];
}

function historyParts(data: JsonObject): Words {
	const patches = list(data.baton_history);
	const older =
		data.older === undefined
			? []
			: [
					`Older ones: ${code(`/baton history before=${String(data.older).slice(0, 12)}`)}`,
				];
	if (patches.length === 0)
		return older.length > 0
			? ["none of the baton's patches is in this part of the log.", ...older]
			: ["the baton has not been patched yet."];
	return [
		"",
		patches
			.map(
				(patch) =>
					`- ${word(patch.at)}, ${word(patch.stage)} (${word(patch.actor)}): ${Object.keys(
						patch.patch as JsonObject,
					)
						.map(code)
						.join(", ")}`,
			)
			.join("\n"),
		...older,
	];
}

function verifyParts(data: JsonObject): Words {
	const found = (data.verification ?? {}) as JsonObject;
	const before =
		found.before === undefined
			? ""
			: ` (${word(found.before)} of them verified before)`;
	if (found.ok === true)
		return [
			`✅ ${word(found.commits)} commits${before}, each follows from its parent.`,
		];
	return [
		`❌ ${word(found.commits)} commits${before} hold, then ${code(String(found.commit).slice(0, 12))} does not: ${prose(String(found.reason))}`,
		`${word(found.subject)}`,
	];
}
