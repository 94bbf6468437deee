import { Probot, ProbotOctokit } from "probot";
import { expect, test } from "vitest";
import type { CardHint } from "../../src/github/projects/card-hint.ts";
import { hearCards } from "../../src/github/projects/hear-cards.ts";
import { makeAnswerer } from "../support/graphql/answerer.ts";
import { makeProjectWorld } from "../support/graphql/project-world.ts";
import { exampleOf, type Fields } from "../support/webhook-examples.ts";

/** GitHub's own example of an edited card, told of an issue of the world, or as `more` says. */
function edited(more: Fields = {}, item: Fields = {}): Fields {
	const example = exampleOf("projects_v2_item", "edited");
	return {
		...example,
		installation: { id: 77, node_id: "" },
		projects_v2_item: {
			...(example.projects_v2_item as Fields),
			...{ content_type: "Issue", content_node_id: "I_42", ...item },
		},
		...more,
	};
}

function listening() {
	const world = makeProjectWorld(() => 0);
	world.issues.add(42);
	const answerer = makeAnswerer(world);
	const heard: { where: number; hint: CardHint }[] = [];
	/** Ids of repositories that are open under installation 77, and the project that each is known to be shown in. */
	const open = new Map<number, string | undefined>([[4711, undefined]]);
	const doors = {
		isWhole: true,
		under: async (installationId: number) =>
			[...(installationId === 77 ? open : [])].map(([id, project]) => ({
				id,
				door: {
					mayShowIn: (other: string) => (project ?? other) === other,
					cardEdited: (hint: CardHint) => void heard.push({ where: id, hint }),
				},
			})),
	};
	const errors: string[] = [];
	const probot = new Probot({
		githubToken: "of the installation",
		secret: "only for this test",
		logLevel: "fatal",
		Octokit: ProbotOctokit.defaults((options: object) => ({
			...options,
			throttle: { enabled: false },
			retry: { enabled: false },
			request: {
				fetch: (url: string, init: RequestInit) => answerer.fetch(url, init),
			},
		})),
	});
	const again = hearCards(probot, {
		doors,
		nowMs: () => 0,
		isOwn: async (login) => login === "baton[bot]",
		onError: (error, what) =>
			errors.push(`${what}: ${(error as Error).message}`),
	});
	const tell = async (payload: Fields, id = "delivery") => {
		await probot.receive({
			...{ id, name: "projects_v2_item", payload },
		} as never);
		await again();
	};
	return { world, answerer, heard, errors, again, tell, open, doors };
}

test("an edited card is told to the repository of its issue, which no payload names", async () => {
	const { heard, tell, errors } = listening();
	await tell(edited());
	const example = edited() as { sender: { id: number; login: string } };
	expect(errors).toEqual([]);
	expect(heard).toEqual([
		{
			where: 4711,
			hint: {
				issue: 42,
				project: "PVT_kwDOAWcTxs07Gw",
				editor: {
					id: example.sender.id,
					login: example.sender.login,
					isBot: false,
				},
				at: "2022-06-08T20:34:26Z",
				delivery: "delivery",
			},
		},
	]);
});

test("newer servers also tell which field it was and what was chosen", async () => {
	const { heard, tell } = listening();
	const field_value = {
		...{ field_type: "single_select", field_name: "Status" },
		...{ from: { id: "a", name: "Todo" }, to: { id: "b", name: "Done" } },
	};
	await tell(edited({ changes: { field_value } }));
	await tell(
		edited({ changes: { field_value: { ...field_value, to: null } } }),
		"emptied",
	);
	expect(heard.map(({ hint }) => [hint.field, hint.to])).toEqual([
		["Status", "b"],
		["Status", null],
	]);
});

test("drafts, other fields, other acts and the app's own edits are no hints", async () => {
	const { heard, tell, answerer } = listening();
	await tell(edited({}, { content_type: "DraftIssue" }), "1");
	const field_value = { field_type: "number", field_name: "Size" };
	await tell(edited({ changes: { field_value } }), "2");
	await tell(edited({ action: "archived" }), "3");
	const sender = { id: 900, login: "baton[bot]", type: "Bot" };
	await tell(edited({ sender }), "4");
	expect(heard).toEqual([]);
	expect(answerer.asked).toEqual([]);
});

test("a card of an issue that the app may not see is let go", async () => {
	const { heard, tell, errors, again, answerer } = listening();
	await tell(edited({}, { content_node_id: "I_7" }));
	const asked = answerer.asked.length;
	await again();
	expect(heard).toEqual([]);
	expect(errors).toEqual([]);
	expect(answerer.asked.length).toBe(asked);
});

test("while GitHub does not answer a hint waits for the next sweep", async () => {
	const { heard, tell, errors, again, answerer } = listening();
	answerer.instead = () => new Response("", { status: 502 });
	await tell(edited());
	expect(heard).toEqual([]);
	expect(errors[0]).toMatch(/^an edited card has to wait: /);
	answerer.instead = () => undefined;
	await again();
	expect(heard).toHaveLength(1);
});

test("a card of an issue in a repository that is not open under the same installation wakes nobody", async () => {
	const { heard, tell, errors, open } = listening();
	open.clear();
	open.set(5, undefined);
	await tell(edited());
	await tell(edited({ installation: { id: 78, node_id: "" } }), "other");
	expect(heard).toEqual([]);
	expect(errors).toEqual([]);
});

test("of a card in a project that shows none of the boards GitHub is asked nothing", async () => {
	const { heard, tell, open, answerer } = listening();
	open.set(4711, "PVT_other");
	await tell(edited());
	expect(answerer.asked).toEqual([]);
	open.set(4711, "PVT_kwDOAWcTxs07Gw");
	await tell(edited(), "again");
	expect(heard).toHaveLength(1);
});

test("what comes before all repositories are open waits until they are", async () => {
	const { heard, tell, again, open, doors, answerer } = listening();
	open.clear();
	doors.isWhole = false;
	await tell(edited());
	expect(answerer.asked).toEqual([]);
	open.set(4711, undefined);
	doors.isWhole = true;
	await again();
	expect(heard).toHaveLength(1);
});
