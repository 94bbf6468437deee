import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

/** A board with so many tasks of 60 kB, and its export as a comment and as an agent's call ask for it. */
async function exported(count: number) {
	const bench = makeBench();
	const keys = Array.from({ length: count }, (_, index) => String(index + 1));
	await openBoard(bench);
	const description = "x".repeat(60_000);
	await bench.engine.perform(
		keys.map((task) =>
			say(bench, "maintainer", "enroll", {
				...{ task, role: "admin" as const },
				input: { title: `Task ${task}`, description },
			}),
		),
	);
	const ask = (opId: string) =>
		bench.engine.perform([
			say(bench, "guest", "export", { opId, role: "read" }),
		]);
	return [...(await ask("c7:1")), ...(await ask(`k${"0".repeat(16)}`))];
}

test("a board that is too long for a comment is answered whole to an agent", async () => {
	const [comment, agent] = await exported(3);
	expect(comment).toMatchObject({
		code: "QUOTA_EXCEEDED",
		message: expect.stringContaining("a comment"),
	});
	expect(agent).toMatchObject({ ok: true });
	expect(agent?.ok && (agent.data.tasks as JsonObject[]).length).toBe(3);
});

test("a board of more than 20 MB is too long for an agent as well", async () => {
	const [, agent] = await exported(340);
	expect(agent).toMatchObject({
		code: "QUOTA_EXCEEDED",
		message: expect.stringContaining("20 MB"),
		hint: expect.stringContaining("baton export"),
	});
}, 30_000);
