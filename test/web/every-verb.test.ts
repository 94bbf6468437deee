import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json } from "../../src/core/errors.ts";
import { findVerb } from "../../src/verbs/index.ts";
import { statusOf } from "../../src/web/refusal-response.ts";
import { SAYABLE } from "../../src/web/verb-of.ts";
import { CONFIG, CONVERSATION, type Line } from "../doors/every-verb.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { type ApiAnswer, apiClient } from "./api-client.ts";

let app: AppOnForge;

beforeAll(async () => {
	app = await startAppOnForge({ config: CONFIG });
	await app.served.sweep();
}, 60_000);

afterAll(() => app.close());

/** What was looked at once is not looked at in the same way again. */
const MOVING: ReadonlySet<string> = new Set([
	"verify",
	"doctor",
	"metrics",
	"feed",
	"agents",
]);

/** What two answers to one question differ in anyway. */
function told({ body }: ApiAnswer): object {
	const { opId: _, ...rest } = body;
	const text = JSON.stringify(rest)
		.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "then")
		.replace(/"(elapsedMs|elapsed)":[^,}]+/g, '"$1":0');
	return JSON.parse(text) as object;
}

function queryOf({ task, step, input = {} }: Line): string {
	const query = new URLSearchParams();
	const add = (name: string, value: Json) =>
		query.append(
			name,
			typeof value === "object" ? JSON.stringify(value) : String(value),
		);
	if (task !== undefined) add("task", task);
	if (step !== undefined) add("step", step);
	for (const [name, value] of Object.entries(input))
		for (const one of Array.isArray(value) ? value : [value])
			if (one !== undefined) add(name, one as Json);
	return `?${query}`;
}

test("everything that agents may say is said by POST, and asked by GET where it only reads", async () => {
	const api = apiClient(app);
	const came: string[] = [];
	const meant: string[] = [];
	const said = new Set<string>();
	for (const line of CONVERSATION) {
		const { who, verb, task, step, input, refused } = line;
		const wait = verb === "wait" ? { timeout_sec: 0 } : {};
		const fields = {
			...input,
			...wait,
			...(task && { task }),
			...(step && { step }),
		};
		const answer = await api.say(who, verb, fields);
		const subject = `${who} ${verb} ${task ?? ""}`;
		came.push(
			`${subject}: ${answer.status} ${answer.body.ok ? "ok" : answer.body.code} ${answer.body.ok || answer.body.code === refused ? "" : answer.body.message}`.trim(),
		);
		meant.push(
			`${subject}: ${refused === undefined ? "200 ok" : `${statusOf(refused as Parameters<typeof statusOf>[0])} ${refused}`}`,
		);
		said.add(verb);
		if (findVerb(verb)?.reads !== true) continue;
		const asked = await api.ask(
			who,
			verb,
			queryOf({ ...line, input: { ...input, ...wait } }),
		);
		const alike = MOVING.has(verb)
			? [asked.status, answer.status]
			: [told(asked), told(answer)];
		expect([subject, alike[0]]).toEqual([subject, alike[1]]);
	}
	expect(came).toEqual(meant);
	expect(SAYABLE.filter(({ name }) => !said.has(name))).toEqual([]);
}, 120_000);
