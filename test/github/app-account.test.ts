import { ProbotOctokit } from "probot";
import { expect, test } from "vitest";
import { appAccount } from "../../src/github/installation.ts";

/** The account of an App on a server that answers so when it is asked for the bot's page. */
function accountWhere(status: number) {
	const octokit = new ProbotOctokit({
		retry: { enabled: false },
		throttle: { enabled: false },
		log: { debug() {}, info() {}, warn() {}, error() {} },
		request: {
			fetch: async (input: string) =>
				new URL(input).pathname === "/app"
					? Response.json({ id: 77, slug: "baton" })
					: Response.json({ id: 900 }, { status }),
		},
	});
	return appAccount(octokit);
}

test("an App acts in the name of its bot", async () => {
	expect(await accountWhere(200)).toEqual({ id: 900, login: "baton[bot]" });
});

test("where bots have no page the App's own id stands for it", async () => {
	expect(await accountWhere(404)).toEqual({ id: 77, login: "baton[bot]" });
});

test.each([403, 429, 500, 502])(
	"no account is made up where GitHub does not tell: %i",
	async (status) => {
		await expect(accountWhere(status)).rejects.toMatchObject({ status });
	},
);
