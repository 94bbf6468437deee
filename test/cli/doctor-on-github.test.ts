import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";

/** What is printed by a command line that ends before anything is asked. */
async function refused(words: readonly string[], env: object) {
	const said: string[] = [];
	const code = await run(["doctor", ...words], {
		...{ directory: "", nowMs: () => 0, env: { ...env } },
		out: (text) => said.push(text),
		err: (text) => said.push(text),
	});
	return { code, said: said.join("\n") };
}

test.each([
	[["--repository", "acme"], {}, /"acme" names no repository/],
	[["--repository", "a/b/c"], {}, /names no repository/],
	[["--repository", "a/b"], {}, /APP_ID and PRIVATE_KEY are not set/],
	[["--repository", "a/b"], { APP_ID: "1" }, /PRIVATE_KEY is not set/],
])("doctor %j with %j is used wrongly", async (words, env, why) => {
	expect(await refused(words, env)).toEqual({
		code: 2,
		said: expect.stringMatching(why),
	});
	expect(
		JSON.parse((await refused([...words, "--json"], env)).said),
	).toMatchObject({ ok: false, code: "VALIDATION" });
});
