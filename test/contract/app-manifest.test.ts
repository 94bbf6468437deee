import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { startAppOnForge } from "../support/app-on-forge.ts";
import { sourceFiles } from "../support/source-facts.ts";

const text = readFileSync(new URL("../../app.yml", import.meta.url), "utf8");
const manifest = parse(text) as {
	readonly default_permissions: object;
	readonly default_events: readonly string[];
};
const demo = demoSeed().apps.find(({ slug }) => slug === "baton");

/** Events for parts that not everybody uses: in the manifest they stand behind a `#`. */
const optional = [...text.matchAll(/^ {2}# - (\w+)$/gm)].map(
	([, name]) => name,
);
/** GitHub sends these without being asked, or lets only the App's settings ask for them. */
const UNLISTED = [
	"installation",
	"installation_repositories",
	"installation_target",
];

/** Events that something in the source listens to, without their actions. */
const heard = new Set(
	sourceFiles("src/github").flatMap(({ text }) =>
		[...text.matchAll(/probot\.on\(\s*(\[[^\]]*\]|"[^"]*")/g)].flatMap(
			([, names = ""]) =>
				[...names.matchAll(/"(\w+)[".]/g)].map(([, name]) => name),
		),
	),
);

test("the demo's App may do what app.yml asks for, and nothing more", () => {
	expect(demo?.permissions).toEqual(manifest.default_permissions);
});

test("the demo's App subscribes to what app.yml subscribes to", () => {
	expect(demo?.events.toSorted()).toEqual(manifest.default_events.toSorted());
});

test("every event of app.yml is heard, and no other is waited for", () => {
	expect(optional).toEqual(["workflow_run", "projects_v2_item"]);
	expect([...heard].toSorted()).toEqual(
		[...manifest.default_events, ...optional, ...UNLISTED].toSorted(),
	);
	for (const name of UNLISTED) expect(text).toContain(`\`${name}\``);
});

test("the doctor has nothing to say of the demo but that nobody protects its branch", async () => {
	const app = await startAppOnForge();
	try {
		await app.served.sweep();
		await app.client.as("maintainer").rest.issues.create({
			...{ ...DEMO, title: "Read durations", labels: ["baton"] },
		});
		const { answer } = await app.client.ask("maintainer", 1, "/doctor");
		expect(answer.data).toMatchObject({
			...{ healthy: true, unknown: [] },
			findings: [{ severity: "advice", code: "board-unprotected" }],
		});
	} finally {
		await app.close();
	}
});
