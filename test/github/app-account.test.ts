import { ProbotOctokit } from "probot";
import { expect, test } from "vitest";
import { appAccount } from "../../src/github/installation.ts";

/** What an App learns of its account on a server that answers about the App and about its bot so, and what it asked. */
async function accountWhere(app: number, bot: number) {
	const asked: string[] = [];
	const octokit = new ProbotOctokit({
		retry: { enabled: false },
		throttle: { enabled: false },
		log: { debug() {}, info() {}, warn() {}, error() {} },
		request: {
			fetch: async (input: string) => {
				const { pathname } = new URL(input);
				asked.push(pathname);
				return pathname === "/app"
					? Response.json({ id: 77, slug: "baton" }, { status: app })
					: Response.json({ id: 900 }, { status: bot });
			},
		},
	});
	return { account: await appAccount(octokit), asked };
}

test.each([200, 403, 404, 502])(
	"an App has the same account whatever GitHub tells of its bot: %i",
	async (bot) => {
		expect(await accountWhere(200, bot)).toEqual({
			account: { id: 77, login: "baton[bot]" },
			asked: ["/app"],
		});
	},
);

test("no account is made up where GitHub does not tell", async () => {
	await expect(accountWhere(502, 200)).rejects.toMatchObject({ status: 502 });
});
