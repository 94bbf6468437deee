import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// Has the engine compile what `baton execute` needs, by saying what is said in a run, and keeps that beside the bundle. It
// counts only for the same engine. The plan is made by a process of its own: what makes plans is seldom needed.
const [out, place] = process.argv.slice(2);
const home = place ?? (await mkdtemp(join(tmpdir(), "baton-compile-")));
const PLAN =
	"phases: [{ name: One, steps: [{ role: worker, task: Do it }] }]\n";

if (place === undefined) await compile();
else await withApp(makePlan);

async function compile() {
	try {
		await makeRepository();
		execFileSync(process.execPath, [fileURLToPath(import.meta.url), out, home]);
		await withApp(async ({ compiledSoFar, fromApp }) => {
			await run(fromApp("plan-by-place.ts").executeByPlace);
			await writeFile(join(out, "app.cache"), compiledSoFar());
		});
	} finally {
		await rm(home, { recursive: true });
	}
}

/** The loader finds the bundle beside itself. */
async function withApp(work) {
	const loader = join(resolve(out), `compile-${process.pid}.mjs`);
	await copyFile(
		fileURLToPath(new URL("app-later.mjs", import.meta.url)),
		loader,
	);
	try {
		await work(await import(pathToFileURL(loader).href));
	} finally {
		await rm(loader);
	}
}

async function makePlan({ fromApp }) {
	const path = join(home, "plan.yaml");
	await writeFile(path, PLAN);
	await say(fromApp("plan-by-place.ts").planByPlace, {
		words: ["One"],
		values: { import: path },
		flags: ["save"],
	});
}

async function run(executeCommand) {
	const values = { "step-id": "1.1", agent: "worker" };
	const result = { ...values, status: "complete", outcome: "done" };
	await say(executeCommand("start"));
	await say(executeCommand("next"));
	await say(executeCommand("dispatched"), { values });
	await say(executeCommand("record"), { values: result });
	await say(executeCommand("next"));
}

/** What a repository has at the least. */
async function makeRepository() {
	for (const folder of ["objects", "refs/heads"])
		await mkdir(join(home, ".git", folder), { recursive: true });
	await writeFile(join(home, ".git", "HEAD"), "ref: refs/heads/main\n");
	await writeFile(
		join(home, ".git", "config"),
		"[core]\n\trepositoryformatversion = 0\n\tbare = false\n[user]\n\tname = Baton\n\temail = baton@localhost\n",
	);
}

async function say(command, { words = [], values = {}, flags = [] } = {}) {
	const printed = [];
	const said = {
		...{ name: "compile", words, values, lists: {} },
		...{ flags: new Set(flags), json: false },
	};
	const code = await command(said, {
		out: () => undefined,
		err: (text) => printed.push(text),
		directory: home,
		env: {},
		nowMs: Date.now,
	});
	if (code !== 0) throw new Error(`not carried out: ${printed.join("\n")}`);
}
