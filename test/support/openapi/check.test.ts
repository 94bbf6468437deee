import { describe, expect, it } from "vitest";
import { checkedFetch, checkRequest, checkResponse } from "./check.ts";

const ISSUES = "/repos/acme/demo/issues";

describe("a request", () => {
	it("as GitHub describes it is right, also where a name holds slashes", () => {
		expect(
			checkRequest({
				method: "POST",
				path: ISSUES,
				body: { title: "t", labels: ["a"] },
			}),
		).toEqual([]);
		expect(
			checkRequest({
				method: "GET",
				path: "/repos/acme/demo/git/ref/heads/baton/board",
			}),
		).toEqual([]);
		expect(checkRequest({ method: "PUT", path: `${ISSUES}/1/lock` })).toEqual(
			[],
		);
	});

	it.each([
		[
			"POST",
			ISSUES,
			{ title: "t", asignees: ["x"] },
			"unknown property asignees",
		],
		["POST", ISSUES, {}, "must have required property 'title'"],
		["POST", ISSUES, undefined, "missing body"],
		["GET", `${ISSUES}?state=opn`, undefined, "query parameter state"],
		["GET", `${ISSUES}?stat=open`, undefined, "unknown query parameter stat"],
		[
			"POST",
			`${ISSUES}/1/reactions`,
			{ content: "rockt" },
			"/content must be equal to one of",
		],
		["POST", `${ISSUES}/1/nothing`, {}, "unknown operation"],
	])("that is wrong is found: %s %s %j", (method, path, body, problem) => {
		expect(checkRequest({ method, path, body }).join()).toContain(problem);
	});
});

describe("an answer", () => {
	it("that lacks something, has the wrong type or status is found", () => {
		const reaction = checkResponse("POST", `${ISSUES}/1/reactions`, 201, {
			id: "1",
			content: "shrug",
		}).join();
		expect(reaction).toContain("node_id");
		expect(reaction).toContain("/id must be integer");
		expect(checkResponse("GET", `${ISSUES}/1`, 418, {}).join()).toContain(
			"never answers 418",
		);
		expect(checkResponse("PUT", `${ISSUES}/1/lock`, 204, undefined)).toEqual(
			[],
		);
	});

	it("may be null where GitHub says so and nowhere else", () => {
		const fields = { label: null, tag: null, id: null };
		const problems = checkResponse("POST", `${ISSUES}/1/reactions`, 201, {
			...fields,
			user: null,
		});
		expect(problems.join()).toContain("/id must be integer");
		expect(problems.join()).not.toContain("/user");
	});
});

it("a checked fetch throws what is wrong with an answer, and leaves refusals alone", async () => {
	const answering = (status: number, body: unknown) =>
		checkedFetch(async () => Response.json(body, { status }));
	const url = "http://127.0.0.1/api/v3/repos/acme/demo/labels";
	await expect(answering(200, [{ name: "x" }])(url)).rejects.toThrow(
		"must have required property",
	);
	expect((await answering(404, { message: "Not Found" })(url)).status).toBe(
		404,
	);
});
