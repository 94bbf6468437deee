import { join } from "node:path";
import { githubIdentity } from "../engine/identity.ts";
import { type Verification, verify } from "../engine/verify.ts";
import { ObjectDirectory } from "../store/git/object-directory.ts";
import { markFile } from "../store/mark-file.ts";
import type { MarkKeeper } from "../store/verified-mark.ts";
import { type CliCommand, EXIT } from "./terminal.ts";
import { ownVersion } from "./version.ts";

/** `baton verify`: replays the branch from where it was verified before, and remembers how far it came. */
export const verifyBranch: CliCommand = async (asked, opened, terminal) => {
	const { branch, fromStart, json } = asked;
	const { store, head, gitdir } = opened;
	const objects = new ObjectDirectory(join(gitdir, "objects"));
	const kept = markFile(join(gitdir, "baton", "verified.json"), branch);
	const keeper: MarkKeeper = fromStart
		? { load: async () => undefined, save: kept.save }
		: kept;
	try {
		const found = await verify(store, {
			head,
			identity: githubIdentity({ id: 0, login: "" }),
			verifier: { build: ownVersion(), keeper },
			objects,
		});
		terminal.out(
			json ? JSON.stringify(found, undefined, 2) : sentence(branch, found),
		);
		return found.ok ? EXIT.ok : EXIT.refused;
	} finally {
		objects.close();
	}
};

function sentence(branch: string, found: Verification): string {
	const { commits, before } = found;
	if (found.ok)
		return `${branch}: ${before === undefined ? `${commits} commits, each follows from its parent` : `${commits - before} commits new, ${before} verified before`}; head ${found.head?.slice(0, 12)}`;
	const paths = found.paths.map((path) => `\n  differs: ${path}`).join("");
	const earlier =
		before === undefined ? "" : ` (${before} of them verified before)`;
	return `${branch}: ${commits} commits hold${earlier}, then ${found.commit.slice(0, 12)} does not: ${found.reason}\n  ${found.subject}${paths}`;
}
