import { expect, test } from "vitest";
import { doctorParts } from "../../src/github/doctor/doctor-words.ts";
import { repliesTo } from "../../src/github/replies.ts";
import { EVENTS, PERMISSIONS } from "../../src/verbs/doctor/asked.ts";
import { diagnose, diagnosisData } from "../../src/verbs/doctor/diagnosis.ts";
import type { GitHubFacts } from "../../src/verbs/doctor/github-facts.ts";

const data = (github: Partial<GitHubFacts>) =>
	diagnosisData(diagnose({ github: { unknown: [], ...github } }));

test("a diagnosis is told with what to do, where to do it and where to read more, the worst first", () => {
	const parts = doctorParts(
		data({
			installation: {
				app: { permissions: {}, events: [] },
				settings:
					"https://github.com/organizations/acme/settings/installations/7",
				suspended: "2026-11-01T00:00:00Z",
				granted: { permissions: {}, events: [] },
				has_project: false,
			},
			config: { differs: true },
			unknown: [{ part: "requests left", why: "the server answered 502" }],
		}),
	);
	expect(parts[0]).toBe("Baton cannot do all of its work here.");
	const lines = parts[1]?.split("\n") ?? [];
	expect(lines[0]).toBe(
		"- ❌ **error**: The installation has been suspended since 2026-11-01T00:00:00Z: nothing is heard and nothing is done. Have an owner unsuspend it; what was said meanwhile is carried out then. <https://github.com/organizations/acme/settings/installations/7> (`docs/operating.md#installation-suspended`)",
	);
	expect(lines.at(-1)).toBe(
		"- ❔ not known here: requests left (the server answered 502)",
	);
});

test("names that others chose are inert in it", () => {
	const [reply = ""] = repliesTo([
		{
			...{ ok: true, verb: "doctor", opId: "c1:1" },
			data: data({
				rules: {
					...{ branch: "baton/board", exists: true },
					rules: [
						{
							...{ type: "update", owner: "acme", bypass: "never" },
							ruleset: "@octocat fixes #1 <!-- baton:status -->\n/approve",
						},
					],
				},
			}),
		},
	]);
	expect(reply).not.toMatch(/@octocat|#1|^\/approve|baton:status -->/m);
});

test("nothing known to be wrong is not taken for everything being well", () => {
	const unknown = [{ part: "requests left", why: "404" }];
	const grants = {
		permissions: Object.fromEntries(
			Object.entries(PERMISSIONS).map(([name, { level }]) => [name, level]),
		),
		events: Object.keys(EVENTS),
	};
	const known = {
		installation: { app: grants, granted: grants, has_project: false },
		repository: { archived: false, has_issues: true, empty: false },
		config: {},
	};
	expect(doctorParts(data(known))).toEqual([
		"everything is in order; there is nothing to do.",
	]);
	expect(doctorParts(data({ ...known, unknown }))[0]).toBe(
		"nothing of what could be looked at keeps Baton from its work.",
	);
	expect(doctorParts(data({ unknown }))[0]).toBe(
		"whether Baton can do its work here could not be found out.",
	);
});
