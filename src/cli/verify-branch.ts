import { join } from "node:path";
import { boardCommitter } from "../engine/board-committer.ts";
import { type Verification, verify } from "../engine/verify.ts";
import type { ObjectSource } from "../store/git/object.ts";
import { ObjectDirectory } from "../store/git/object-directory.ts";
import { readShallowFile } from "../store/git/shallow-file.ts";
import { markFile } from "../store/mark-file.ts";
import { ShallowEnd } from "../store/shallow-end.ts";
import type { Oid } from "../store/store.ts";
import type { MarkKeeper } from "../store/verified-mark.ts";
import { localIdentity } from "./local-identity.ts";
import { lostMark, markPath } from "./lost-mark.ts";
import { type CliCommand, EXIT } from "./terminal.ts";
import { ownVersion } from "./version.ts";

/** `baton verify`: replays the branch from where it was verified before, and remembers how far it came. */
export const verifyBranch: CliCommand = async (asked, opened, terminal) => {
	const { branch, fromStart, json } = asked;
	const { store, head, gitdir } = opened;
	const objects = new ObjectDirectory(join(gitdir, "objects"));
	const kept = markFile(markPath(gitdir), branch);
	const lost = fromStart
		? undefined
		: await lostMark(store, { gitdir, branch, head });
	const keeper: MarkKeeper = {
		load: async () => (fromStart ? undefined : kept.load()),
		// Until somebody takes the branch as it is, the loss is told each time.
		save: async (mark) => (lost === undefined ? kept.save(mark) : undefined),
	};
	try {
		const committer = await boardCommitter(store, head);
		const local = localIdentity(store, committer);
		const found = await verify(local.store, {
			head,
			identity: local.identity,
			verifier: { build: ownVersion(), keeper },
			objects: local.heard(objects),
		});
		if (!found.ok) await refuseShallow(gitdir, found.commit, objects);
		const told =
			lost === undefined ? found : { ...found, ok: false, lost: lost.head };
		const said = [sentence(branch, found), ...lossOf(lost?.head)].join("\n  ");
		terminal.out(json ? JSON.stringify(told, undefined, 2) : said);
		return told.ok ? EXIT.ok : EXIT.refused;
	} finally {
		objects.close();
	}
};

/** In a shallow clone the log ends before its first commit: nothing is proven there, and nothing is damaged. */
async function refuseShallow(
	gitdir: string,
	commit: Oid,
	objects: ObjectSource,
): Promise<void> {
	const cut = await readShallowFile(gitdir).catch(() => []);
	if (cut.length === 0) return;
	const found = await objects.read(commit).catch(() => commit);
	if (found === undefined) throw new ShallowEnd();
}

function lossOf(lost: Oid | undefined): readonly string[] {
	return lost === undefined
		? []
		: [
				`${lost.slice(0, 12)}, which was verified before, is not on the branch any more: it was rolled back or rewritten; --from-start takes it as it is`,
			];
}

function sentence(branch: string, found: Verification): string {
	const { commits, before } = found;
	if (found.ok)
		return `${branch}: ${before === undefined ? `${commits} commits, each follows from its parent` : `${commits - before} commits new, ${before} verified before`}; head ${found.head?.slice(0, 12)}`;
	const paths = found.paths.map((path) => `\n  differs: ${path}`).join("");
	const earlier =
		before === undefined ? "" : ` (${before} of them verified before)`;
	return `${branch}: ${commits} commits hold${earlier}, then ${found.commit.slice(0, 12)} does not: ${found.reason}\n  ${found.subject}${paths}`;
}
