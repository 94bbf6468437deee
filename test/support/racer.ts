import { stageCommit } from "../../src/store/git/commit.ts";
import { openLocalStore } from "../../src/store/local-store.ts";

/** A process of its own that counts a number in a repository up, so many times, against others that do the same. */
const [dir = "", branch = "", rounds = "0"] = process.argv.slice(2);
const store = await openLocalStore({ dir, branch });
const who = { name: "racer", email: "racer@example.com", at: 1 };
let done = 0;

for (let tries = 0; done < Number(rounds) && tries < 5_000; tries++) {
	const base = await store.version(await store.head());
	const count = Number(
		new TextDecoder().decode(base.tree.get("count") ?? new Uint8Array()),
	);
	const files = new Map([
		["count", new TextEncoder().encode(String(count + 1))],
		[`by/${process.pid}`, new TextEncoder().encode(String(done))],
	]);
	const commit = stageCommit(base, {
		files,
		message: "one more",
		author: who,
		committer: who,
	});
	if ((await store.append(base.oid, [commit])).kind === "accepted") done++;
}
await store.close();
if (done < Number(rounds)) process.exitCode = 1;
