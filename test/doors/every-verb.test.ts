import { expect, test } from "vitest";
import { VERBS } from "../../src/verbs/index.ts";
import { person } from "../support/bench.ts";
import { makeRepositoryBench } from "../support/repository-bench.ts";
import { CONFIG, CONVERSATION } from "./every-verb.ts";

test("everything that agents may say is said in the conversation", () => {
	const said = new Set(CONVERSATION.map(({ verb }) => verb));
	const unsaid = VERBS.filter(
		({ name, doors }) => doors.includes("agent") && !said.has(name),
	);
	expect(unsaid.map(({ name }) => name)).toEqual([]);
});

test("each line of the conversation comes to what it says", async () => {
	const bench = await makeRepositoryBench(CONFIG);
	bench.github.account = async (login) => person(login);
	const place = { owner: "acme", repo: "demo", board: "board" };
	const came: string[] = [];
	const meant: string[] = [];
	for (const { who, refused, ...line } of CONVERSATION) {
		const door = await bench
			.repository()
			.agentDoor({ actor: person(who) }, place);
		const { labels } = line.input ?? {};
		const answer =
			line.verb === "wait"
				? await door?.wait({
						timeoutMs: 0,
						labels: labels as readonly string[],
					})
				: await door?.say(line);
		const subject = [who, line.verb, line.task ?? ""].join(" ");
		came.push(
			`${subject}: ${answer?.ok ? "ok" : `${answer?.code} ${answer?.code === (refused ?? "") ? "" : answer?.message}`}`.trim(),
		);
		meant.push(`${subject}: ${refused ?? "ok"}`);
		await bench.repository().settled();
	}
	expect(came).toEqual(meant);
});
