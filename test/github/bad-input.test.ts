import { beforeEach, describe, expect, test } from "vitest";
import { Repository } from "../../src/github/repository.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import {
	type FakeGitHub,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { makeFakeViews } from "../support/fake-views.ts";
import { HOSTILE_YAML } from "../support/hostile-yaml.ts";

/** Whatever is said in a comment has a stable code and no effect, or is none of Baton's business. */
let bench: Bench;
let github: FakeGitHub;
let repository: Repository;
let errors: unknown[];

const at = () => new Date(bench.nowMs()).toISOString();

beforeEach(async () => {
	bench = makeBench();
	github = makeFakeGitHub();
	errors = [];
	repository = new Repository({
		api: github,
		heads: makeFakeHeads(),
		views: makeFakeViews(github),
		engine: bench.engine,
		app: APP,
		board: "board",
		nowMs: bench.nowMs,
		later: () => () => undefined,
		onError: (error) => errors.push(error),
		onRefusal: () => undefined,
	});
	for (const number of [7, 8, 9]) {
		github.issues.set(number, {
			number,
			title: `Issue ${number}`,
			body: "",
			labels: ["baton"],
			isClosed: false,
			stateReason: null,
			assignees: [],
			isPullRequest: false,
		});
		github.happen("maintainer", number, "labeled", {
			createdAt: at(),
			label: "baton",
		});
	}
	const [any] = github.issues.values();
	if (any !== undefined) github.issues.set(10, { ...any, number: 10 });
	await repository.sweep();
	// 8 waits for 7, and 9 is a part of 8.
	await hear("maintainer", "/depend #7", 8);
	await bench.engine.perform([
		{
			...bench.appSays(
				"enroll",
				{ title: "A part", parent: "8", issue: 10 },
				"10",
			),
		},
	]);
});

async function hear(who: string, body: string, issue = 7) {
	bench.advance(60_000);
	const comment = github.write(who, issue, body, { createdAt: at() });
	repository.comment(comment);
	await repository.settled();
	return { receipt: github.receipts.get(comment.id)?.at(-1), comment };
}

/** Says it and shows that it is refused with one of the codes, that nothing is committed, and that the reply is inert. */
async function refused(
	body: string,
	codes: readonly string[],
	{ who = "maintainer", issue = 7 } = {},
): Promise<void> {
	const head = await bench.store.head();
	const issues = github.issues.size;
	const { receipt } = await hear(who, body, issue);
	expect([body.slice(0, 80), receipt]).toEqual([body.slice(0, 80), "confused"]);
	const reply = github.said.at(-1)?.body ?? "";
	expect(codes).toContain(/"code": "([A-Z_]+)"/.exec(reply)?.[1]);
	expect(wordsOf(reply)).not.toMatch(/@[a-z]|#\d|^\//m);
	expect(await bench.store.head()).toBe(head);
	expect(github.issues.size).toBe(issues);
	expect(errors).toEqual([]);
}

/** What a reader of a reply sees as text: neither blocks nor spans of code. */
function wordsOf(reply: string): string {
	return reply.replace(/```json[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "");
}

const block = (line: string, yaml: string) =>
	`${line}\n\`\`\`yaml\n${yaml}\n\`\`\``;

describe("a block below a command is refused, whatever the verb:", () => {
	test.each(Object.entries(HOSTILE_YAML))("%s", async (_, yaml) => {
		await hear("maintainer", "/claim");
		for (const line of [
			"/baton patch",
			"/handoff bob",
			"/done",
			"/artifact pr 5",
		])
			await refused(block(line, yaml), ["VALIDATION"]);
	});
});

const STRANGE_NAMES = [
	"../../x",
	".git/config",
	".",
	"..",
	"%2e%2e",
	"a\u200bb",
	"٣",
	"0",
	"-1",
	"1e3",
	"0x1F",
	"9007199254740993",
	"x".repeat(256),
	"__proto__",
	"hasOwnProperty",
];

describe("is no name of a task, an agent, an artifact or a fact:", () => {
	test.each(STRANGE_NAMES)("a name such as %j", async (name) => {
		for (const line of [
			`/depend ${name}`,
			`/show ${name}`,
			`/claim as=${name}`,
			`/retract ${name}`,
			`/ack ${name}`,
			`/move ${name}`,
			`/priority ${name}`,
			`/edit pending=${name}`,
			`/subtask part key=${name}`,
			`/baton feed cursor=${name}`,
		])
			await refused(line, ["VALIDATION", "NOT_FOUND", "FORBIDDEN"]);
	});

	test.each(["constructor", "toString", "valueOf", "CON"])(
		"a word such as %j",
		async (name) => {
			for (const line of [
				`/claim as=${name}`,
				`/stats ${name}`,
				`/retract ${name}`,
				`/edit ${name}`,
				`/list ${name}=x`,
				`/baton ${name}`,
			])
				await refused(line, ["VALIDATION", "NOT_FOUND", "FORBIDDEN"]);
		},
	);
});

describe("is no number, no duration and no date:", () => {
	test.each(["1e309", "NaN", "0x1F", "9007199254740993", "٣", "Infinity"])(
		"%j",
		async (value) => {
			for (const line of [
				`/claim for=${value}`,
				`/list limit=${value}`,
				`/done version=${value}`,
				`/done tokens=${value}`,
				`/due ${value}`,
				`/remember k v ttl=${value}`,
				`/register max_leases=${value}`,
			])
				await refused(line, ["VALIDATION"]);
		},
	);

	test.each([
		"/due 10000-01-01",
		"/due 2026-02-30",
		"/due 2026-13-01",
		"/due 2016-12-31T23:59:60Z",
		"/due tomorrow",
		"/edit due=2026-02-30",
		"/claim for=-1m",
		"/claim for=0s",
		"/claim for=3650d",
		"/claim for=99999999999999999999d",
		"/remember k v ttl=-1",
		"/done cost=1e309",
		"/done cost=-1",
		"/done tokens=1/-1",
	])("%s", (line) => refused(line, ["VALIDATION"]));
});

describe("an edge that cannot be:", () => {
	test.each([
		["to the task itself", "/depend #7", 7, "CYCLE_DETECTED"],
		["back to one that waits for it", "/depend #8", 7, "CYCLE_DETECTED"],
		["from a part to its parent", "/depend #8", 10, "CYCLE_DETECTED"],
		["to what is not on the board", "/depend #99", 7, "NOT_FOUND"],
		["to another repository", "/depend acme/other#1", 7, "VALIDATION"],
		[
			"to an address",
			"/depend https://github.com/a/b/issues/1",
			7,
			"VALIDATION",
		],
	])("%s", async (_, line, issue, code) => {
		github.issues.set(10, {
			...(github.issues.get(9) as NonNullable<
				ReturnType<typeof github.issues.get>
			>),
			number: 10,
		});
		await refused(line, [code], { issue });
	});
});

describe("is too much:", () => {
	test.each([
		["a title", `/edit title="${"x".repeat(257)}"`],
		["the title of a subtask", `/subtask "${"x".repeat(257)}"`],
		["a capability", `/require ${"x".repeat(51)}`],
		["a label", `/edit labels=${"x".repeat(51)}`],
		["a note", `/note "${"ä".repeat(4_097)}"`],
		["a summary", `/summary "${"x".repeat(10_000)}"`],
		["a fact", `/remember k "${"x".repeat(4_097)}"`],
		["a fact's name", `/remember ${"k".repeat(81)} v`],
		["a search", `/search ${"x ".repeat(5_000)}`],
		[
			"blockers",
			`/depend on=${Array.from({ length: 51 }, (_, n) => n + 1).join(",")}`,
		],
		["commands", "/claim\n".repeat(500)],
		["markup", `${"[".repeat(60_000)}\n/claim`],
	])("%s", (_, body) => refused(body, ["VALIDATION", "QUOTA_EXCEEDED"]));
});

describe("is refused for who says it:", () => {
	test("an account that is gone", () =>
		refused("/claim", ["FORBIDDEN"], { who: "ghost" }));

	test.each(["/edit title=x", "/subtask x", "/fail x", "/ack f1", "/due none"])(
		"somebody who only reads: %s",
		(line) => refused(line, ["FORBIDDEN"], { who: "guest" }),
	);

	test("somebody who may write, and takes a lease away", () =>
		refused('/force-release "mine"', ["FORBIDDEN"], { who: "alice" }));
});

describe("is passed over in silence:", () => {
	test.each([
		["a zero-width space in the verb", "/cl\u200baim"],
		["a full-width slash", "／claim"],
		["a letter of another alphabet", "/сlaim"],
		["a no-break space before the slash in code", "    /claim"],
		["a fence", "```\n/claim\n```"],
		["a quote", "> /claim"],
		["an HTML comment", "<!--\n/claim\n-->"],
		["details", "<details>\n/claim\n</details>"],
		["a table", "| a |\n|---|\n| /claim |"],
		["the text of a link", "[\n/claim](http://example.com)"],
		["a heading", "# /claim"],
		["text beyond what is read", `${"x".repeat(65_536)}\n/claim`],
		["a line that the limit cuts", `${"x\n".repeat(32_766)}/claim`],
		["a right-to-left override", "\u202e/claim"],
		["a byte order mark twice", "\ufeff\ufeff/claim"],
	])("a command in %s", async (_, body) => {
		const head = await bench.store.head();
		const said = github.said.length;
		const { receipt } = await hear("maintainer", body);
		expect(receipt).toBeUndefined();
		expect(await bench.store.head()).toBe(head);
		expect(github.said.length).toBe(said);
		expect(errors).toEqual([]);
	});

	test.each([
		["after 60,000 characters of talk", `${"talk ".repeat(12_000)}\n\n/claim`],
		["with spaces of all kinds behind it", "/claim\u00a0 \t"],
		["with line ends of another system", "Hello\r\n/claim\r\n"],
		["behind a byte order mark", "\ufeff/claim"],
	])("but not a command %s", async (_, body) => {
		expect((await hear("maintainer", body)).receipt).toBe("rocket");
	});
});

test("an echo of somebody's words in a refusal mentions, links, closes and starts nothing", async () => {
	const bomb = `${"@org/team ".repeat(50)}fixes #1 ![x](http://evil.example/x) </untrusted> <!-- baton:status --> /claim`;
	for (const line of [
		`/priority "${bomb}"`,
		`/move "${bomb}"`,
		`/baton help "${bomb}"`,
		`/stats "${bomb}"`,
	]) {
		const head = await bench.store.head();
		const { receipt } = await hear("maintainer", line);
		expect(receipt).toBe("confused");
		const words = wordsOf(github.said.at(-1)?.body ?? "");
		expect(words).not.toMatch(/@[a-z]|#\d|^\/|!\[|<\/|http:/m);
		expect(words.match(/<!--/g)).toHaveLength(1);
		expect(await bench.store.head()).toBe(head);
	}
});

test("a secret that is said is neither kept nor repeated", async () => {
	const secrets = [
		`ghp_${"a".repeat(36)}`,
		`github_pat_${"a".repeat(30)}`,
		`ghs_123_eyJ${"a".repeat(20)}`,
		`sk-ant-${"a".repeat(40)}`,
		"AKIAABCDEFGHIJKLMNOP",
		`xoxb-${"1".repeat(20)}`,
	];
	for (const secret of secrets) {
		expect((await hear("maintainer", `/note "it is ${secret}"`)).receipt).toBe(
			"rocket",
		);
		await hear("maintainer", `/priority ${secret}`);
		await hear("maintainer", `/subtask "rotate ${secret}"`);
	}
	const everything = [
		...github.said.map(({ body }) => body),
		...[...github.issues.values()].map(({ title, body }) => title + body),
	].join("\n");
	for await (const { message } of bench.store.log(
		(await bench.store.head()) as string,
	))
		for (const secret of secrets) expect(message).not.toContain(secret);
	for (const secret of secrets) expect(everything).not.toContain(secret);
});
