import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { CONFIG_CHECK } from "../../src/github/config-push/config-check.ts";
import {
	type Clones,
	commitFile,
	git,
	startClones,
} from "../forge/git-client.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";
import { checkedFetch } from "../support/openapi/check.ts";

/** The config by real pushes of a real git, everything that is asked for held against GitHub's own description. */
const PATH = ".github/baton.yml";
const FIRST = "review: never\npushes_per_minute: 0\n";
const problems: string[] = [];
let app: AppOnForge;
let clones: Clones;
let issue: number;

beforeAll(async () => {
	app = await startAppOnForge({
		config: FIRST,
		fetch: checkedFetch(fetch, {
			onProblem: (problem) => problems.push(problem),
		}),
	});
	clones = startClones(app.forge);
	await app.served.sweep();
	const { data } = await as("maintainer").issues.create({
		...{ ...DEMO, title: "Read durations", labels: ["baton"] },
	});
	issue = data.number;
	await recorded(`enroll ${issue}: `, 0);
});

afterAll(async () => {
	await clones.remove();
	await app.close();
	expect(problems).toEqual([]);
});

/** The maintainer puts the first config back, and it is in force. */
beforeEach(async () => {
	await push("maintainer", FIRST);
	await inForce("never");
});

const as = (who: string) => app.client.as(who).rest;

/** Somebody pushes the config file (`undefined`: takes it away); answers the commit. Its author is whoever it says. */
async function push(
	who: string,
	text: string | undefined,
	author = "mona <mona@users.noreply.github.com>",
): Promise<string> {
	const dir = await clones.clone(who);
	await mkdir(join(dir, ".github"), { recursive: true });
	if (text === undefined) await rm(join(dir, PATH));
	else await writeFile(join(dir, PATH), text);
	await git(dir, "add", "--all");
	const named = ["--allow-empty", "--author", author];
	await git(dir, "commit", "--quiet", "-m", "config", ...named);
	expect(await git(dir, "push", "--quiet", "origin", "HEAD:main")).toBe("");
	return git(dir, "rev-parse", "HEAD");
}

/** What the board's document says of reviews. */
async function review(): Promise<string | undefined> {
	const version = await app.board.version(await app.board.head());
	const text = new TextDecoder().decode(version.tree.get("board.yaml"));
	return /^ {2}review: (\w+)$/m.exec(text)?.[1];
}

async function inForce(wanted: string): Promise<void> {
	await until(`review: ${wanted}`, async () =>
		(await review()) === wanted ? true : undefined,
	);
}

async function recorded(subject: string, from: number): Promise<void> {
	await until(subject, async () =>
		(await subjectsOf(app.board))
			.slice(from)
			.find((one) => one.startsWith(subject)),
	);
}

/** The check about the config at a commit, once it ended so. */
async function check(sha: string, conclusion: string) {
	return until(`${conclusion} at ${sha}`, async () => {
		const { data } = await as("bob").checks.listForRef({
			...{ ...DEMO, ref: sha, check_name: CONFIG_CHECK },
		});
		return data.check_runs.find((run) => run.conclusion === conclusion);
	});
}

test("a maintainer's push is in force at once, whoever its commit names", async () => {
	const sha = await push(
		"maintainer",
		`${FIRST.replace("never", "always")}`,
		"alice <alice@users.noreply.github.com>",
	);
	await inForce("always");
	await check(sha, "success");
});

test("a push with write alone is held, though its commit names the maintainer, until the maintainer says so", async () => {
	const sha = await push(
		"alice",
		FIRST.replace("never", "always"),
		"maintainer <maintainer@users.noreply.github.com>",
	);
	const { output } = await check(sha, "action_required");
	expect(output.title).toBe("Held: a maintainer can say /configure");
	expect(output.summary).toContain("alice has write");
	const dir = await clones.clone("maintainer");
	await commitFile(dir, "README.md", "Nothing of interest.\n");
	await git(dir, "push", "--quiet", "origin", "HEAD:main");
	await app.served.sweep();
	expect(await review()).toBe("never");
	const { answer } = await app.client.ask("maintainer", issue, "/doctor");
	expect(JSON.stringify(answer.data?.findings)).toMatch(
		/"config-not-in-force"[^}]*alice pushed it\./,
	);
	expect(await app.client.tell("maintainer", issue, "/configure")).toBe(
		"rocket",
	);
	await inForce("always");
	await check(sha, "success");
});

test("a bad file stands at its commit with the lines, once, and the last good one stays in force", async () => {
	const sha = await push("maintainer", `${FIRST}wip: { review: none }\n`);
	const run = await check(sha, "failure");
	const { data } = await as("bob").checks.listAnnotations({
		...{ ...DEMO, check_run_id: run.id },
	});
	expect(data).toMatchObject([
		{ path: PATH, start_line: 3, annotation_level: "failure" },
	]);
	await app.served.sweep();
	const { data: all } = await as("bob").checks.listForRef({
		...{ ...DEMO, ref: sha, filter: "all" },
	});
	expect(all.total_count).toBe(1);
	expect(await review()).toBe("never");
	const mended = await push("maintainer", FIRST.replace("never", "always"));
	await inForce("always");
	await check(mended, "success");
});

test("a file that is taken away is held, even by the maintainer", async () => {
	const sha = await push("maintainer", undefined);
	await check(sha, "action_required");
	await app.served.sweep();
	expect(await review()).toBe("never");
});

test("a push that no webhook told of is found by the sweep, and so is who pushed", async () => {
	await app.forge.control({ kind: "lose-deliveries", as: "unseen" });
	await push("maintainer", FIRST.replace("never", "always"));
	await app.forge.settled();
	await app.forge.control({ kind: "deliver" });
	await app.served.sweep();
	expect(await review()).toBe("always");
	await app.forge.control({ kind: "lose-deliveries", as: "unseen" });
	const sha = await push("alice", FIRST.replace("never", "auto"));
	await app.forge.settled();
	await app.forge.control({ kind: "deliver" });
	await app.served.sweep();
	expect(await review()).toBe("always");
	await check(sha, "action_required");
});
