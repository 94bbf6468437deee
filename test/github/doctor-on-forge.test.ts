import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { printGitHubDoctor } from "../../src/cli/print-github-doctor.ts";
import { DEMO } from "../../src/demo.ts";
import { askAsApp } from "../../src/github-doctor.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { checkedFetch } from "../support/openapi/check.ts";

const REPOSITORY = `${DEMO.owner}/${DEMO.repo}`;
const problems: string[] = [];
const asked: string[] = [];
let app: AppOnForge;

beforeEach(async () => {
	problems.length = 0;
	app = await startAppOnForge({
		fetch: checkedFetch(fetch, {
			onProblem: (problem) => problems.push(problem),
			onRequest: (operation) => asked.push(operation),
		}),
	});
	await app.served.sweep();
	await admin().rest.issues.create({
		...DEMO,
		title: "Read durations",
		labels: ["baton"],
	});
});
afterEach(() => app.close());

const admin = () => app.client.as("maintainer");

interface Told {
	readonly healthy: boolean;
	readonly findings: readonly {
		severity: string;
		code: string;
		what: string;
	}[];
	readonly unknown: readonly object[];
	readonly notes: readonly string[];
}

/** What is told in answer to a comment. */
async function says(who: string): Promise<Told> {
	const { receipt, answer } = await app.client.ask(who, 1, "/doctor");
	expect(receipt).toBe("rocket");
	return answer.data as unknown as Told;
}

/** What the command line prints, and its exit code. */
async function prints(env: object = {}, repository = REPOSITORY) {
	const said: string[] = [];
	const { id, privateKey } = app.forge.apps.baton as {
		id: number;
		privateKey: string;
	};
	const url = new URL(app.forge.apiUrl);
	const asked = await askAsApp(repository, {
		env: {
			...{ APP_ID: `${id}`, PRIVATE_KEY: privateKey },
			...{ GHE_HOST: url.host, GHE_PROTOCOL: "http", ...env },
		},
		nowMs: Date.now,
	});
	const print = (text: string) => said.push(text);
	const code = printGitHubDoctor({ out: print, err: print }, asked, {
		repository,
		json: true,
	});
	return { code, told: JSON.parse(said.join("\n")) as Told };
}

const errorsOf = ({ findings }: Told) =>
	findings
		.filter(({ severity }) => severity === "error")
		.map((one) => one.code);

async function rules(...types: readonly string[]): Promise<void> {
	await admin().request("POST /repos/{owner}/{repo}/rulesets", {
		...DEMO,
		name: "house rules",
		enforcement: "active",
		target: "branch",
		conditions: { ref_name: { include: ["refs/heads/baton/**"], exclude: [] } },
		rules: types.map((type) => ({ type })) as never,
	});
}

describe("/doctor on a repository", () => {
	test("finds no error where all is well, looks at everything, and asks nothing that GitHub does not know", async () => {
		await rules("deletion", "non_fast_forward");
		const told = await says("maintainer");
		expect(told).toMatchObject({ healthy: true, unknown: [] });
		expect(errorsOf(told)).toEqual([]);
		expect(told.findings.map(({ code }) => code)).not.toContain(
			"board-unprotected",
		);
		expect(told.notes.join(" ")).toMatch(/\d+ of \d+ requests are left/);
		expect(asked).toEqual(
			expect.arrayContaining([
				"GET /app",
				"GET /app/hook/config",
				"GET /app/hook/deliveries",
				"GET /rate_limit",
				"GET /repos/{owner}/{repo}/installation",
				"GET /repos/{owner}/{repo}/rules/branches/{branch}",
				"GET /repos/{owner}/{repo}/rulesets/{ruleset_id}",
			]),
		);
		expect(problems).toEqual([]);
		const [reply = ""] = await app.client.replies(1);
		expect(reply).toContain("everything is in order");
		expect(reply).not.toContain(app.secret);
	});

	test("tells a reader about the board and nothing about the App", async () => {
		await rules("required_signatures");
		expect(await says("guest")).toMatchObject({ findings: [], notes: [] });
		expect(errorsOf(await says("alice"))).toEqual(["ruleset-blocks"]);
	});

	test("names rules in the way, a config that cannot be taken in, and deliveries that fail", async () => {
		await rules("required_signatures", "pull_request", "creation");
		const { data } = await admin().rest.repos.getContent({
			...DEMO,
			path: ".github/baton.yml",
		});
		await admin().rest.repos.createOrUpdateFileContents({
			...DEMO,
			path: ".github/baton.yml",
			message: "spoil it",
			content: Buffer.from("review: sometimes\n").toString("base64"),
			sha: (data as { sha: string }).sha,
		});
		await app.forge.control({ kind: "lose-deliveries", as: "failed" });
		for (const title of ["a", "b", "c", "d", "e"])
			await admin().rest.issues.create({ ...DEMO, title });
		await app.forge.settled();
		await app.forge.control({ kind: "deliver" });
		const told = await says("maintainer");
		expect(told.healthy).toBe(false);
		expect(errorsOf(told)).toEqual([
			"ruleset-blocks",
			"ruleset-blocks",
			"config-invalid",
		]);
		expect(told.findings).toContainEqual(
			expect.objectContaining({
				...{ code: "webhook-failing", severity: "warning" },
				what: expect.stringMatching(
					/^[1-9]\d* of the last \d+ deliveries failed/,
				),
			}),
		);
		expect(told.findings[0]?.what).toContain(
			'`required_signatures` of the ruleset "house rules" (acme/demo)',
		);
	});
});

describe("baton doctor --repository", () => {
	test("says the same on a command line, with the App's credentials", async () => {
		const { code, told } = await prints();
		expect({ code, ...told }).toMatchObject({
			code: 0,
			healthy: true,
			unknown: [],
		});
	});

	test("finds an archived repository and one that the App is not installed on", async () => {
		await admin().rest.repos.update({ ...DEMO, archived: true });
		const archived = await prints();
		expect(archived.code).toBe(1);
		expect(errorsOf(archived.told)).toEqual(["repository-archived"]);
		const elsewhere = await prints({}, "acme/other");
		expect(elsewhere.code).toBe(1);
		expect(errorsOf(elsewhere.told)).toEqual(["not-installed"]);
	});

	test("ends with 2 for credentials that are wrong and with 3 for a server that does not answer", async () => {
		const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
		const PRIVATE_KEY = `${privateKey.export({ type: "pkcs8", format: "pem" })}`;
		expect(await prints({ APP_ID: "no" })).toMatchObject({
			code: 2,
			told: { ok: false, code: "VALIDATION" },
		});
		expect(await prints({ PRIVATE_KEY })).toMatchObject({
			code: 2,
			told: { ok: false, code: "VALIDATION" },
		});
		expect(await prints({ GHE_HOST: "127.0.0.1:9" })).toMatchObject({
			code: 3,
			told: { code: "STORE_UNAVAILABLE" },
		});
	});
});
