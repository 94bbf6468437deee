import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { githubIdentity } from "../../src/engine/identity.ts";
import { verify } from "../../src/engine/verify.ts";
import { taskFolder, taskPath } from "../../src/store/layout.ts";
import {
	type Entry,
	type HandPlace,
	openHandPlace,
} from "../contract/hand-pushed.ts";
import { APP } from "../support/bench.ts";

/** The task that is left alone, and one for each kind of document that is spoiled. */
const SOUND = "41";
const DOCUMENTS = [
	["42", "task", "task.yaml"],
	["43", "brief", "brief.md"],
	["44", "baton", "baton.yaml"],
	["45", "context", "context.yaml"],
] as const;

type Spoil = (text: string) => string | Uint8Array;

interface BadInput {
	readonly name: string;
	readonly spoil: Spoil;
	readonly reason: string;
	/** False for what is plain text to a brief. */
	readonly isBadBrief: boolean;
}

/** What people and tools do to files, and what is said of it then. */
const BAD_INPUT: readonly BadInput[] = [
	bad(
		"conflict markers",
		"merge conflict marker",
		(text) => `${text}<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> theirs\n`,
	),
	bad("a byte order mark", "byte order mark", (text) => `\ufeff${text}`),
	bad("CRLF", "CRLF", (text) => text.replaceAll("\n", "\r\n")),
	bad("an empty file", "it is empty", () => ""),
	bad(
		"1 MB",
		"larger than 512 kB",
		(text) => `${text}# ${"x".repeat(1_000_000)}\n`,
	),
	bad("bytes that are no text", "UTF-8", () => Uint8Array.of(0xff, 0xfe, 0)),
	badYaml("a duplicate key", "a key occurs twice", "format: 1\n"),
	badYaml("an anchor", "anchors", "more: &a 1\n"),
	badYaml("an alias", "aliases", "more: *a\n"),
	badYaml("a tag", "tags", "more: !!str x\n"),
	badYaml("__proto__", "__proto__", "__proto__: {}\n"),
	badYaml("two documents", "one document", "---\nformat: 1\n"),
];

function bad(name: string, reason: string, spoil: Spoil): BadInput {
	return { name, spoil, reason, isBadBrief: true };
}

function badYaml(name: string, reason: string, more: string): BadInput {
	const spoil = (text: string) => `${text}${more}`;
	return { name, spoil, reason, isBadBrief: false };
}

const path = (key: string, name: string) => `${taskFolder(key)}/${name}`;

/** What people and tools make of the folders, and what is said of task 42 then. */
const ODD_PLACES: readonly (readonly [
	name: string,
	entries: readonly Entry[],
	reason: string,
])[] = [
	[
		"a symbolic link for a document",
		[{ name: path("42", "baton.yaml"), mode: "120000", content: "../../x" }],
		'"baton.yaml", which is no plain file',
	],
	[
		"a symbolic link among the documents",
		[{ name: path("42", "notes.txt"), mode: "120000", content: "/etc/passwd" }],
		'"notes.txt", which is no plain file',
	],
	[
		"a submodule among the documents",
		[{ name: path("42", "lib"), mode: "160000", content: "1".repeat(40) }],
		'"lib", which is no plain file',
	],
	[
		"a folder where a document belongs",
		[{ name: path("42", "task.yaml/task.yaml"), content: "x" }],
		'"task.yaml", which is no plain file',
	],
	[
		"a folder where the mark of what is set apart belongs",
		[{ name: path("42", "quarantine.yaml/x"), content: "x" }],
		'"quarantine.yaml", which is no plain file',
	],
	[
		"a file where the task's folder belongs",
		[{ name: taskFolder("42"), content: "x" }],
		"its folder is no folder",
	],
	[
		"a symbolic link where the task's folder belongs",
		[{ name: taskFolder("42"), mode: "120000", content: "../41" }],
		"its folder is no folder",
	],
	[
		"a submodule where the task's folder belongs",
		[{ name: taskFolder("42"), mode: "160000", content: "1".repeat(40) }],
		"its folder is no folder",
	],
];

/** What does no harm wherever it lies. */
const HARMLESS: readonly (readonly [
	name: string,
	entries: readonly Entry[],
])[] = [
	[
		"executable documents",
		[{ name: "run.sh", mode: "100755", content: "#!/bin/sh\n" }],
	],
	[
		"agents, memory and lessons of no form at all",
		[
			{ name: "agents/backend-1.yaml", content: "<<<<<<< HEAD\n" },
			{ name: "agents/deep/er.yaml", content: "{" },
			{ name: "memory/shared.yaml", content: "" },
			{ name: "memory/agents/x.yaml", content: "\ufeff&a *b !!c\r\n" },
			{ name: "learned/x.yaml", content: Uint8Array.of(0xff, 0) },
		],
	],
	[
		"links and submodules beside the tasks",
		[
			{ name: "agents", mode: "120000", content: "tasks" },
			{ name: "memory", mode: "160000", content: "2".repeat(40) },
			{ name: "README.md", mode: "120000", content: "board.yaml" },
		],
	],
	["a folder for the README", [{ name: "README.md/x", content: "x" }]],
	[
		"names with line ends, quotes, control characters and no text",
		[
			{ name: "tasks/a\nb/c\td", content: "x" },
			{ name: 'tasks/"', content: "x" },
			{ name: "tasks/73/\u0007\u202e", content: "x" },
			{ name: Uint8Array.of(0xff, 0xfe, 0x2f, 0x80), content: "x" },
			{ name: `tasks/73/${"n".repeat(2_000)}`, content: "x" },
			{ name: "tasks/73/-rf", content: "x" },
		],
	],
];

const KEYS = [SOUND, ...DOCUMENTS.map(([key]) => key)];

describe.each(["local", "http"] as const)("by hand, on a %s store:", (kind) => {
	let place: HandPlace;

	beforeEach(async () => {
		place = await openHandPlace(kind, KEYS);
		await place.ask(place.engine, "note", {
			task: "45",
			input: { body: "one" },
		});
	});
	afterEach(() => place.close());

	const goesOn = async (task: string, engine = place.engine) =>
		expect(
			await place.ask(engine, "note", { task, input: { body: "still" } }),
		).toMatchObject([{ ok: true }]);

	/** The tasks are named with the reason, nothing is written to them, and a process that starts says the same. */
	async function areSetApart(
		tasks: readonly string[],
		reason: string,
	): Promise<void> {
		const why = expect.stringContaining(reason);
		for (const engine of [place.engine, await place.start()]) {
			const [told] = await place.ask(engine, "doctor");
			for (const task of tasks) {
				expect(
					await place.ask(engine, "note", { task, input: { body: "no" } }),
				).toMatchObject([{ ok: false, code: "VALIDATION", message: why }]);
				expect(
					await place.ask(engine, "enroll", { task, input: { title: "anew" } }),
				).toMatchObject([{ ok: false, code: "VALIDATION" }]);
				expect(told?.ok === true && told.data.quarantined).toContainEqual({
					task,
					reason: why,
				});
			}
			await goesOn(SOUND, engine);
		}
	}

	test.each(BAD_INPUT)(
		"$name in any document sets its task apart, and it is left as it was pushed",
		async ({ spoil, reason, isBadBrief }) => {
			const good = await place.head();
			const spoiled = DOCUMENTS.filter(
				([, name]) => name !== "brief" || isBadBrief,
			);
			const pushed: [string, Buffer][] = [];
			for (const [key, name] of spoiled) {
				const at = taskPath(key, name);
				pushed.push([at, Buffer.from(spoil(await place.bytesAt(at)))]);
			}
			await place.push(pushed.map(([name, content]) => ({ name, content })));
			await areSetApart(
				spoiled.map(([key]) => key),
				reason,
			);
			for (const [key, , file] of spoiled)
				expect(
					await place.ask(place.engine, "show", { task: key }),
				).toMatchObject([
					{ ok: true, data: { quarantined: expect.stringContaining(file) } },
				]);
			for (const [at, bytes] of pushed)
				expect(await place.bytesAt(at)).toBe(bytes.toString());
			await place.putBack(
				good,
				pushed.map(([at]) => at),
			);
			for (const [key] of spoiled) await goesOn(key);
			expect(
				await verify(place.store, { identity: githubIdentity(APP) }),
			).toMatchObject({ ok: true });
		},
		30_000,
	);

	test.each(ODD_PLACES)(
		"%s sets the task apart until it is put back",
		async (_, entries, reason) => {
			const good = await place.head();
			await place.push(entries);
			await areSetApart(["42"], reason);
			await place.putBack(good, [taskFolder("42")]);
			await goesOn("42");
			expect(
				await verify(place.store, { identity: githubIdentity(APP) }),
			).toMatchObject({ ok: true });
		},
		30_000,
	);

	test.each(HARMLESS)(
		"%s disturb nobody and stay as they are",
		async (_, entries) => {
			await place.push(entries);
			const since = "2026-11-20T19:00:00.000Z";
			for (const engine of [place.engine, await place.start()]) {
				for (const key of KEYS) await goesOn(key, engine);
				expect(
					await engine.perform([
						place.bench.appSays("mark", { comment: 5, event: 5, since }),
					]),
				).toMatchObject([{ ok: true }]);
			}
			for (const { name, content, mode } of entries)
				if (typeof name === "string" && mode !== "160000")
					expect(await place.bytesAt(name)).toBe(
						Buffer.from(content ?? "").toString(),
					);
			expect(
				await verify(place.store, { identity: githubIdentity(APP) }),
			).toMatchObject({ ok: true });
		},
		30_000,
	);

	test.each([
		["a file for the folder of all tasks", "tasks", "tasks is no folder"],
		[
			"a file for a folder of many tasks",
			taskFolder("42").slice(0, 8),
			"is no folder",
		],
		["a folder for board.yaml", "board.yaml/x", "board.yaml is no plain file"],
	])(
		"%s freezes the board, says which, and ends when it is put back",
		async (_, name, reason) => {
			const good = await place.head();
			await place.push([{ name, content: "x" }]);
			await expect(
				place.ask(place.engine, "note", { task: SOUND, input: { body: "no" } }),
			).rejects.toThrow(reason);
			expect(
				await place.ask(place.engine, "show", { task: SOUND }),
			).toMatchObject([{ ok: true }]);
			expect(await place.bytesAt(name)).toBe("x");
			await place.putBack(good, [name.replace(/\/x$/, "")]);
			for (const key of KEYS) await goesOn(key);
		},
		30_000,
	);

	test("a hundred thousand stray files slow nobody down for long and stay", async () => {
		await place.push(
			Array.from({ length: 100_000 }, (_, index) => ({
				name: `stray/${index % 400}/${index}`,
				content: `${index % 50}`,
			})),
		);
		const before = performance.now();
		await goesOn(SOUND);
		await goesOn("42", await place.start());
		expect(performance.now() - before).toBeLessThan(40_000);
		expect(await place.bytesAt("stray/1/401")).toBe("1");
		const [told] = await place.ask(place.engine, "doctor");
		expect(JSON.stringify(told).length).toBeLessThan(20_000);
	}, 120_000);
});
