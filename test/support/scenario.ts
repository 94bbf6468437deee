import type { Actor, Role } from "../../src/core/actor.ts";
import { parseDuration } from "../../src/core/duration.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Tokens } from "../../src/core/task.ts";
import type { Answer } from "../../src/engine/answer.ts";
import type { Engine } from "../../src/engine/perform.ts";
import type { Script } from "../../src/engine/saying.ts";
import { verify } from "../../src/engine/verify.ts";
import { readConfig } from "../../src/github/config-file.ts";
import { gateFactsOf } from "../../src/github/door-facts.ts";
import { type DoorFacts, hear, unreadable } from "../../src/github/hear.ts";
import { GateFollower } from "../../src/github/plans/gate-follower.ts";
import {
	type PlanDoor,
	withPlanFacts,
} from "../../src/github/plans/plan-door.ts";
import { SourceTexts } from "../../src/github/plans/source-texts.ts";
import { isCommands, parseSlash } from "../../src/github/slash.ts";
import type { Store } from "../../src/store/store.ts";
import { openFollowUps } from "../../src/verbs/follow-ups.ts";
import { APP, type Bench, makeBench, person } from "./bench.ts";
import {
	type FakeGitHub,
	type FakeHeads,
	makeFakeGitHub,
	makeFakeHeads,
} from "./fake-github.ts";
import { pushConfig } from "./push-config.ts";

/** A board, and what GitHub tells of the work on its tasks. */
interface Stage extends Bench {
	readonly heads: FakeHeads;
	readonly github: FakeGitHub;
	readonly plans: PlanDoor;
	readonly gates: GateFollower;
	/** What was said last to a process that ended before it could answer. */
	unanswered?: Script;
}

/** A scenario is a conversation; playing it gives the same text with every `=>` line as it really comes out. */
export async function playScenario(text: string): Promise<string> {
	const bench = makeStage();
	const out: string[] = [];
	for (const block of blocksOf(text)) {
		out.push(...block.said);
		if (block.isCommand)
			out.push(...(await play(block.said, bench)).map((line) => `=> ${line}`));
	}
	return `${out.join("\n")}\n`;
}

function makeStage(): Stage {
	const [bench, heads, github] = [
		makeBench(),
		makeFakeHeads(),
		makeFakeGitHub(),
	];
	const { engine, nowMs } = bench;
	const onError = (error: unknown) => {
		throw error;
	};
	const said = { api: github, heads, engine, nowMs, onError };
	return {
		...bench,
		...{ heads, github },
		plans: { ...said, sources: new SourceTexts(github) },
		gates: new GateFollower({
			...said,
			...{ app: APP, board: "board", onRefusal: onError },
			reply: github.reply,
		}),
	};
}

interface Block {
	readonly said: readonly string[];
	readonly isCommand: boolean;
}

/** Blocks are separated by blank lines outside fences; `=>` lines are expectations and are dropped here. */
function blocksOf(text: string): readonly Block[] {
	const blocks: Block[] = [];
	let said: string[] = [];
	const flush = () => {
		const first = said[0] ?? "";
		if (said.length > 0)
			blocks.push({ said, isCommand: first !== "" && !first.startsWith("#") });
		said = [];
	};
	for (const line of text.trimEnd().split("\n")) {
		if (line.startsWith("=>")) continue;
		const isFenced =
			said.filter((one) => one.startsWith("```")).length % 2 === 1;
		if (line === "" && !isFenced) {
			flush();
			blocks.push({ said: [""], isCommand: false });
		} else said.push(line);
	}
	flush();
	return blocks;
}

async function play(
	said: readonly string[],
	bench: Stage,
): Promise<readonly string[]> {
	const [first = "", ...body] = said;
	const speech = /^([a-z0-9-]+) \(([a-z]+)\) on (\S+):$/.exec(first);
	if (speech !== null)
		return speak(bench, {
			who: speech[1] as string,
			role: speech[2] as Role,
			on: speech[3] as string,
			body: body.join("\n"),
		});
	const last = /^([a-z0-9-]+) \(([a-z]+)\) on (\S+), then it crashes:$/.exec(
		first,
	);
	if (last !== null)
		return speakLast(bench, {
			who: last[1] as string,
			role: last[2] as Role,
			on: last[3] as string,
			body: body.join("\n"),
		});
	if (first === "another process sweeps")
		return answersOf(await bench.replica().perform(bench.unanswered ?? []));
	const opening = /^([a-z0-9-]+) \(([a-z]+)\) opens (\S+): (.+)$/.exec(first);
	if (opening !== null)
		return open(bench, {
			who: opening[1] as string,
			role: opening[2] as Role,
			key: opening[3] as string,
			title: opening[4] as string,
			body,
		});
	const push = /^([a-z0-9-]+) \(([a-z]+)\) pushes the config:$/.exec(first);
	if (push !== null)
		return pushConfig(bench, {
			who: push[1] as string,
			role: push[2] as Role,
			yaml: body.join("\n"),
		});
	if (first === "board:") return configure(bench, body.join("\n"));
	if (first === "files:") {
		for (const [path, text] of Object.entries(
			JSON.parse(body.join("\n")) as Record<string, string>,
		))
			bench.github.sources.set(path, text);
		return [];
	}
	if (first === "the gates are looked at") return lookAtGates(bench);
	if (showWork(bench.heads, first) || showCommit(bench.github, first))
		return [];
	const later = /^(\S+) later$/.exec(first);
	if (later !== null) return advance(bench, later[1] as string);
	const state = /^state of (\S+)$/.exec(first);
	if (state !== null) return describe(bench.engine, state[1] as string);
	const reaped = /^the reaper visits ([^/\s]+)(?:\/(\S+))?$/.exec(first);
	if (reaped !== null) {
		const [, task, step] = reaped;
		const expire = bench.appSays("expire", {}, task);
		return answersOf(
			await bench.engine.perform([
				step === undefined ? expire : { ...expire, step },
			]),
		);
	}
	if (first === "log") return log(bench.store);
	if (first === "verify")
		return [
			JSON.stringify(await verify(bench.store, { identity: bench.identity })),
		].map((json) =>
			json.includes('"ok":true')
				? "every commit follows from its parent"
				: json,
		);
	throw new Error(`a scenario cannot say ${JSON.stringify(first)}`);
}

function advance(bench: Bench, text: string): readonly string[] {
	const ms = parseDuration(text);
	if (ms === undefined)
		throw new Error(`${JSON.stringify(text)} is no duration`);
	bench.advance(ms);
	return [];
}

/**
 * What happens outside the board: `head of 42: a1 open`, with `, changes <path>` or `, on main` behind it, and
 * `check test (ci) at a1: success`. Names of commits are short here and filled up with zeros.
 */
function showWork(heads: FakeHeads, line: string): boolean {
	const full = (sha = "") => sha.padEnd(40, "0");
	const head =
		/^head of (\d+): ([0-9a-f]+) (open|closed|merged)(?:, changes (\S+)|(, on main))?$/.exec(
			line,
		);
	if (head !== null) {
		const [, issue, short, state, path = "src/work.ts", onMain] = head;
		const sha = full(short);
		const pull_request = Number(issue) + 100;
		const branch = `task/${issue}-work`;
		heads.pulls.set(pull_request, {
			head: { branch, pull_request, sha, state: state as "open" },
			body: `Closes #${issue}`,
			isOwn: true,
		});
		heads.differences.set(sha, {
			isContained: onMain !== undefined,
			paths: [path],
		});
		return true;
	}
	const check =
		/^check (\S+) \((\S+)\) at ([0-9a-f]+): (running|[a-z_]+)$/.exec(line);
	if (check === null) return false;
	const [, name = "", app = "", short, outcome = ""] = check;
	const isRunning = outcome === "running";
	heads.runs.push({
		id: heads.runs.length + 1,
		name,
		app,
		status: isRunning ? "in_progress" : "completed",
		conclusion: isRunning ? null : outcome,
		sha: full(short),
	});
	return true;
}

/** `commit a4d82cf: app/log.py, app/main.py` */
function showCommit({ commits }: FakeGitHub, line: string): boolean {
	const [, short = "", files = ""] =
		/^commit ([0-9a-f]+): (.+)$/.exec(line) ?? [];
	if (short !== "")
		commits.push({
			known: true,
			sha: short.padEnd(40, "0"),
			files: files.split(", "),
			insertions: 10,
			deletions: 2,
		});
	return short !== "";
}

/** What the app does by itself once checks changed: what it writes, and what it tells on the issue. */
async function lookAtGates({
	gates,
	github,
	store,
}: Stage): Promise<readonly string[]> {
	const [before, told] = [(await log(store)).length, github.said.length];
	gates.sweep();
	await gates.follow();
	const replies = github.said
		.slice(told)
		.map(
			({ issue, body }) =>
				`told on ${issue}: ${/"message": "(.*)"/.exec(body)?.[1] ?? body}`,
		);
	const written = (await log(store)).slice(before);
	const all = [...written, ...replies];
	return all.length === 0 ? ["(silence)"] : all;
}

/** The comment door's own way to gather what gates need; nothing else of GitHub's is in a scenario. */
function factsFor({ engine, heads, plans }: Stage): DoorFacts {
	return async (meant, comment, standing) => {
		const { issue } = comment;
		const said = await withPlanFacts(
			{ ...standing, said: meant, comment },
			plans,
		);
		if (!said.ok) return said;
		if (said.verb.name !== "done" && said.verb.name !== "approve") return said;
		const key = said.task ?? String(issue);
		const facts = await gateFactsOf(key, { engine, heads });
		return facts === undefined
			? said
			: { ...said, input: { ...said.input, facts } };
	};
}

interface Speech {
	readonly who: string;
	readonly role: Role;
	readonly on: string;
	readonly body: string;
}

async function speak(bench: Stage, speech: Speech): Promise<readonly string[]> {
	return answersOf(await bench.engine.perform(await scriptOf(bench, speech)));
}

/** Its effect is written; what the process would have said about it is lost with it. */
async function speakLast(
	bench: Stage,
	speech: Speech,
): Promise<readonly string[]> {
	bench.unanswered = await scriptOf(bench, speech);
	await bench.replica().perform(bench.unanswered);
	return ["(silence)"];
}

async function scriptOf(bench: Stage, speech: Speech): Promise<Script> {
	const parsed = parseSlash(speech.body);
	const comment = {
		...bench.nextComment(Number(speech.on), person(speech.who)),
		body: speech.body,
	};
	return isCommands(parsed)
		? hear(comment, parsed, {
				role: speech.role,
				nowMs: bench.nowMs(),
				facts: factsFor(bench),
			})
		: [unreadable(comment, parsed)];
}

async function open(
	bench: Bench,
	issue: {
		who: string;
		role: Role;
		key: string;
		title: string;
		body: readonly string[];
	},
): Promise<readonly string[]> {
	const extra =
		issue.body.length === 0
			? {}
			: (JSON.parse(issue.body.join("\n")) as JsonObject);
	const saying = {
		verb: "enroll",
		input: { title: issue.title, ...numberOf(issue.key), ...extra },
		task: issue.key,
		actor: person(issue.who),
		role: issue.role,
		opId: bench.nextEvent(),
	};
	return answersOf(await bench.engine.perform([saying]));
}

/** On GitHub a task's key is its issue's number, and a head is found by that. */
function numberOf(key: string): { readonly issue?: number } {
	return /^[1-9][0-9]*$/.test(key) ? { issue: Number(key) } : {};
}

async function configure(
	bench: Bench,
	yaml: string,
): Promise<readonly string[]> {
	const read = await readConfig({
		file: async () => yaml,
		account: async (login): Promise<Actor> => person(login),
	});
	if (!read.ok) return [`${read.code} ${read.message}`];
	return answersOf(
		await bench.engine.perform([
			bench.appSays("configure", { name: "board", config: read.config }),
		]),
	);
}

function describe(engine: Engine, key: string): Promise<readonly string[]> {
	return engine.inspect((board) => {
		const task = board.task(key);
		if (task === undefined) return ["not on the board"];
		const facts = [
			task.status,
			`version ${task.version}`,
			`fence ${task.fence}`,
			...(task.lease === undefined
				? []
				: [
						`held by ${task.lease.agent} until ${task.lease.expires_at.slice(11, 19)}`,
					]),
			...(task.held === undefined ? [] : [`on hold: ${task.held}`]),
			...(task.assignee === undefined ? [] : [`assigned to ${task.assignee}`]),
			...(task.reviewer === undefined ? [] : [`review by ${task.reviewer}`]),
			...(task.blocked_by.length === 0
				? []
				: [`waits for ${task.blocked_by.join(", ")}`]),
			...(task.attempts === 0 ? [] : [`${task.attempts} failed attempts`]),
			...(task.not_before === undefined
				? []
				: [`not before ${task.not_before.slice(11, 19)}`]),
			...(board.context(key).notes.length === 0
				? []
				: [`${board.context(key).notes.length} notes`]),
			...openFollowUps(board.context(key)).map(({ id }) => `${id} open`),
			...(task.tokens === undefined ? [] : [spentText(task.tokens)]),
		];
		return [facts.join(", ")];
	});
}

async function log(store: Store): Promise<readonly string[]> {
	const head = await store.head();
	const subjects: string[] = [];
	if (head !== null)
		for await (const { message } of store.log(head))
			subjects.unshift(message.split("\n", 1)[0] ?? "");
	return subjects;
}

/** What an answer comes to in one line; silence is said too. */
function answersOf(answers: readonly Answer[]): readonly string[] {
	if (answers.length === 0) return ["(silence)"];
	return answers.map((answer) =>
		answer.ok
			? `ok ${answer.verb}${answer.version === undefined ? "" : ` v${answer.version}`}${detail(answer.verb, answer.data)}`
			: `${answer.code} ${answer.message}`,
	);
}

/** `1200 in, 300 out, $0.02`. */
function spentText({ input, output, cost_usd }: Tokens): string {
	return `${input} in, ${output} out${cost_usd === undefined ? "" : `, $${cost_usd}`}`;
}

/** The sections of a brief in their order, with what they hold, and what was left out. */
function briefText(brief: JsonObject): string {
	const sections = Object.entries(brief)
		.filter(([name]) => name !== "baton_text" && name !== "left_out")
		.filter(([, value]) => !Array.isArray(value) || value.length > 0)
		.map(([name, value]) => `${name}: ${shortly(value)}`);
	const left = ((brief.left_out ?? []) as readonly JsonObject[]).map(
		({ section, count, read }) => `left out ${count} of ${section} (${read})`,
	);
	return [...sections, ...left].join(" | ");
}

function shortly(value: unknown): string {
	const text = Array.isArray(value)
		? value.map(shortly).join(", ")
		: typeof value !== "object" || value === null
			? String(value)
			: itemText(value as JsonObject);
	return text.length <= 100 ? text : `${text.slice(0, 50)}…${text.slice(-30)}`;
}

function itemText(item: JsonObject): string {
	const { body, value, goal, key, id, ref, agent, deliverable } = item;
	const name = [id ?? key, ref, item.status].filter(Boolean).join(" ");
	const said = body ?? value ?? goal ?? deliverable;
	return `${name}${agent === undefined ? "" : ` by ${agent}`}${said === undefined ? "" : ` "${said}"`}`;
}

/** What a plan needs next, in a few words. */
function nextText(next: JsonObject): string {
	const steps = (next.steps ?? []) as readonly JsonObject[];
	const offered =
		next.action === "DISPATCH"
			? steps.map(({ address, role }) => `${address} ${role}`).join(", ")
			: String(next.message);
	return `${next.action} ${offered}`;
}

/** The phases of a plan with their steps, gates and approvals. */
function planText({ phases }: JsonObject): string {
	return (phases as readonly JsonObject[])
		.map(({ name, steps, gate, approval }) => {
			const { checks, command } = (gate ?? {}) as JsonObject;
			const named = ((checks ?? []) as JsonObject[])
				.map((check) => `${check.name} (${check.app})`)
				.join(", ");
			return [
				`${name}: ${(steps as JsonObject[]).map(({ id, role }) => `${id} ${role}`).join(", ")}`,
				...(gate === undefined ? [] : [`gate ${command ?? named}`]),
				...(approval === undefined ? [] : ["approval"]),
			].join(", ");
		})
		.join(" | ");
}

function planDetail(verb: string, data: JsonObject): string | undefined {
	const { next, step, warnings } = data as Record<
		string,
		JsonObject | undefined
	>;
	const isAction = next?.action !== undefined;
	const more = isAction ? `; next: ${nextText(next)}` : "";
	switch (verb) {
		case "plan":
			return ` ${planText(data.plan as JsonObject)}`;
		case "start":
		case "action":
			return ` ${nextText(data)}`;
		case "record":
			return ` ${step?.address} ${data.result}${(warnings as unknown as readonly string[]).map((one) => `, ${one}`).join("")}${more}`;
		case "gate":
			return ` phase ${data.phase} ${data.result}${data.proven === true ? "" : " (not proven)"}${more}`;
		case "amend":
			return ` ${(data.changes as readonly string[]).join(", ")}${more}`;
		case "status":
			return ` ${data.run}; next: ${nextText(data.next as JsonObject)}`;
		case "runs":
			return ` ${(data.runs as JsonObject[]).map(({ key, run, steps }) => `${key} ${run} ${steps}`).join(", ")}`;
		case "retry":
		case "skip":
			return ` ${data.step}${more}`;
		case "approve":
		case "override":
			return next === undefined
				? undefined
				: ` phase ${data.phase} ${data.result}${data.remediation === undefined ? "" : `, phase ${data.remediation} does it`}${more}`;
		case "claim":
		case "dispatched":
			return data.step_id === undefined
				? undefined
				: ` ${step?.address} ${step?.role} fence ${data.fence} until ${String(data.expires_at).slice(11, 19)}`;
		default:
			return undefined;
	}
}

function detail(verb: string, data: JsonObject): string {
	const planned = planDetail(verb, data);
	if (planned !== undefined) return planned;
	if (verb === "stats" || verb === "metrics" || verb === "register")
		return ` ${JSON.stringify(data)}`;
	if (verb === "agents")
		return ` ${(data.agents as JsonObject[]).map(({ name, capabilities, max_leases, leases }) => `${name} [${capabilities}] holds ${(leases as JsonObject[]).map(({ task }) => task).join("+") || "nothing"} of ${max_leases}`).join("; ")}`;
	if (verb === "context") return ` ${briefText(data)}`;
	if (["recall", "explain", "search"].includes(verb)) return ` ${data.said}`;
	if (verb === "ack") return ` ${data.follow_up}, ${data.open_follow_ups} open`;
	if (verb === "claim" || verb === "claim-next" || verb === "heartbeat") {
		const [first] = ((data.context as JsonObject | undefined)?.instructions ??
			[]) as readonly JsonObject[];
		return `${verb === "claim-next" ? ` ${(data.context as JsonObject).task === undefined ? "" : ((data.context as JsonObject).task as JsonObject).key}` : ""} fence ${data.fence} until ${String(data.expires_at).slice(11, 19)}${(data.open_follow_ups ?? 0) === 0 ? "" : `, ${data.open_follow_ups} open follow-ups`}${first === undefined ? "" : `, told by ${first.agent}: ${first.body}`}`;
	}
	if (verb === "next")
		return ` ${((data.candidates ?? []) as JsonObject[]).map(({ key, step }) => (step === undefined ? key : `${(step as JsonObject).address} ${(step as JsonObject).role}`)).join(", ") || "nothing"}`;
	if (verb === "list")
		return ` ${(data.tasks as JsonObject[]).map(({ key, status }) => `${key} ${status}`).join(", ")}`;
	if (verb === "baton" || verb === "patch")
		return ` ${JSON.stringify(data.baton)}`;
	if (verb === "history")
		return ` ${(data.baton_history as JsonObject[]).map(({ stage, patch }) => `${stage}: ${Object.keys(patch as JsonObject).join("+")}`).join("; ")}`;
	const task = data.task as JsonObject | undefined;
	const freed = data.freed as readonly string[] | undefined;
	return `${task?.status === undefined ? "" : ` ${task.status}`}${freed === undefined || freed.length === 0 ? "" : `, frees ${freed.join(", ")}`}`;
}
