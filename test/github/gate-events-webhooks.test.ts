import type { Probot } from "probot";
import { beforeEach, describe, expect, test } from "vitest";
import type { Repository } from "../../src/github/repository.ts";
import {
	hearWebhooks,
	type RepositoryPayload,
} from "../../src/github/webhooks.ts";

const SHA = "a".repeat(40);
const APP = { id: 900, login: "baton[bot]" };
const FROM = {
	installation: { id: 1 },
	repository: { id: 2, name: "repo", owner: { login: "octo" } },
};

type Handler = (event: { id: string; payload: unknown }) => void;

let handlers: Map<string, Handler>;
/** What the door of the repository was told. */
let heard: string[];

/** As the app does: what it did itself is no news. */
function withRepository(
	{ sender }: RepositoryPayload,
	act: (door: Repository) => void,
): void {
	if (sender?.login === APP.login) return;
	act({
		checkPressed: () => undefined,
		checksChanged: (sha: string) => heard.push(`checks at ${sha}`),
		tell: (say: (followers: unknown) => void) =>
			say({
				reviews: {
					pullReviewed: (pull: number) => heard.push(`reviews of ${pull}`),
				},
			}),
	} as unknown as Repository);
}

function deliver(event: string, payload: object): void {
	const handler = handlers.get(event);
	if (handler === undefined) throw new Error(`nobody hears ${event}`);
	handler({ id: "delivery", payload: { ...FROM, sender: APP, ...payload } });
}

beforeEach(() => {
	[handlers, heard] = [new Map(), []];
	const on = (events: string | readonly string[], handler: Handler) => {
		for (const event of [events].flat()) handlers.set(event as string, handler);
	};
	hearWebhooks(
		{ on } as unknown as Probot,
		{
			withRepository,
			sweep: () => undefined,
			leave: () => undefined,
		} as unknown as Parameters<typeof hearWebhooks>[1],
	);
});

const person = { id: 3, login: "bob" };
const actions = { slug: "github-actions" };
const ours = { slug: "baton" };

describe("the gates of a commit are looked at when", () => {
	test.each([
		["a status is given", "status", { sha: SHA, sender: person }],
		[
			"a check of a person's ends",
			"check_run",
			{ check_run: { head_sha: SHA, app: actions }, sender: person },
		],
		[
			"a check ends of a workflow that the app asked for",
			"check_run",
			{ check_run: { head_sha: SHA, app: actions } },
		],
		[
			"a suite ends of a workflow that the app asked for",
			"check_suite",
			{ check_suite: { head_sha: SHA, app: actions } },
		],
		[
			"a workflow is requested",
			"workflow_run.requested",
			{ workflow_run: { head_sha: SHA } },
		],
		[
			"a workflow ends that the app asked for",
			"workflow_run.completed",
			{ workflow_run: { head_sha: SHA } },
		],
	])("%s", (_, event, payload) => {
		deliver(event, payload);
		expect(heard).toEqual([`checks at ${SHA}`]);
	});
});

test("the app's own checks are no news to it", () => {
	deliver("check_run", { check_run: { head_sha: SHA, app: ours } });
	deliver("check_suite", { check_suite: { head_sha: SHA, app: ours } });
	expect(heard).toEqual([]);
});

test("reviews are read when one is submitted or dismissed", () => {
	const payload = { pull_request: { number: 57 }, sender: person };
	deliver("pull_request_review.submitted", payload);
	deliver("pull_request_review.dismissed", payload);
	expect(heard).toEqual(["reviews of 57", "reviews of 57"]);
});
