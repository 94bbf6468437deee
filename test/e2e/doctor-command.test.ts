import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

let app: AppOnForge;
beforeAll(async () => {
	app = await startAppOnForge();
	await app.served.sweep();
	// Where nothing was ever delivered it is not known whether anything arrives.
	const { rest } = app.client.as("maintainer");
	await rest.issues.create({ ...DEMO, title: "Read durations" });
	await app.forge.settled();
});
afterAll(() => app.close());

/** Types `baton doctor` with the App's credentials in the environment. */
function doctor(...words: readonly string[]) {
	const { id, privateKey } = app.forge.apps.baton as {
		id: number;
		privateKey: string;
	};
	const env = {
		PATH: process.env.PATH ?? "",
		...{ APP_ID: `${id}`, PRIVATE_KEY: privateKey },
		...{ GHE_HOST: new URL(app.forge.apiUrl).host, GHE_PROTOCOL: "http" },
	};
	return new Promise<{ code: number; out: string; err: string }>((resolve) => {
		execFile(
			process.execPath,
			[CLI, "doctor", ...words],
			{ env },
			(error, out, err) =>
				resolve({ code: error === null ? 0 : Number(error.code), out, err }),
		);
	});
}

test("baton doctor --repository prints what /doctor finds, for people and for programs", async () => {
	const repository = `${DEMO.owner}/${DEMO.repo}`;
	const told = await doctor("--repository", repository);
	expect(told).toMatchObject({ code: 0, err: "" });
	expect(told.out).toContain(`${repository} on 127.0.0.1`);
	expect(told.out).toMatch(
		/- advice board-unprotected: .*\n {2}Make a ruleset/,
	);
	const json = await doctor("--json", "--repository", repository);
	expect(JSON.parse(json.out)).toMatchObject({ healthy: true, unknown: [] });
	expect(await doctor("--repository", "acme/nowhere")).toMatchObject({
		code: 1,
		out: expect.stringContaining("error not-installed"),
	});
});
