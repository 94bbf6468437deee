import { join } from "node:path";
import { type Refusal, refuse } from "../core/errors.ts";
import { githubIdentity } from "../engine/identity.ts";
import { planSync, type Synced } from "../engine/sync.ts";
import { ObjectDirectory } from "../store/git/object-directory.ts";
import { moveRef } from "../store/git/ref.ts";
import { writeObjects } from "../store/local-store.ts";
import type { Oid, StagedCommit } from "../store/store.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";
import { checkedOutAt } from "./checked-out.ts";
import { cutShort } from "./cut-short.ts";
import { fetchBranch, pushCommit, type RemoteBranch } from "./git-remote.ts";
import { printMisuse } from "./misuse.ts";
import { LOCK_TIMEOUT_MS, point } from "./own-ref.ts";
import { printRefusal } from "./print-refusal.ts";
import { keepKnown, knownAt, lossAt } from "./remote-known.ts";
import { type SyncReport, syncReport } from "./sync-report.ts";
import {
	EXIT,
	type Place,
	type PlaceCommand,
	type Terminal,
} from "./terminal.ts";
import { ownVersion } from "./version.ts";

/** How often somebody else may be faster, here or at the remote. */
const MAX_ATTEMPTS = 5;

type Settled = Exclude<Synced, { kind: "refused" }>;

/** What one attempt came to; undefined when a branch moved meanwhile. */
type Attempt =
	| { readonly kind: "refused"; readonly reason: string }
	| {
			readonly kind: "done";
			readonly report: SyncReport;
			readonly isMoved: boolean;
			/** The head whose commands were decided again elsewhere. */
			readonly replaced?: Oid | undefined;
	  };

/** `baton sync`: brings the branch here in line with a remote's; sends the result only when asked to. */
export const sync: PlaceCommand = async (asked, place, terminal) => {
	const { repo: dir, branch, remote, push, json } = asked;
	if (remote === "" || remote.startsWith("-")) {
		const problem = `${JSON.stringify(remote)} is no name of a remote`;
		const hint = "`git remote` lists them.";
		return printMisuse(terminal, { problem, hint }, json);
	}
	const { gitdir } = place;
	const from: RemoteBranch = { dir, gitdir, remote, branch };
	let isPushed = false;
	for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
		const found = await tryOnce(place, from, {
			push,
			nowMs: terminal.nowMs,
			onPushed: () => {
				isPushed = true;
			},
		});
		if (found === undefined) continue;
		if (found.kind === "refused") {
			const { reason } = found;
			return printRefusal(terminal, unsynced(reason), json);
		}
		const report = { ...found.report, pushed: isPushed };
		if (found.isMoved) await warnOfWorkTrees(gitdir, branch, terminal);
		if (found.replaced !== undefined)
			await warnOfWorkers(place, found.replaced, terminal);
		terminal.out(
			json ? JSON.stringify(report, undefined, 2) : syncReport(report),
		);
		return report.ok ? EXIT.ok : EXIT.refused;
	}
	throw new StoreUnavailable(
		`${branch} moved ${MAX_ATTEMPTS} times, here or at ${remote}, while it was brought in line: try again`,
	);
};

/** Nothing was changed here, and nothing sent that the remote did not take. */
function unsynced(reason: string): Refusal {
	return refuse(
		"VALIDATION",
		reason,
		"`baton doctor` says how the board stands here; nothing was changed.",
		{ reason },
	);
}

async function tryOnce(
	place: Place,
	from: RemoteBranch,
	{
		push,
		onPushed,
		nowMs,
	}: { push: boolean; onPushed: () => void; nowMs: () => number },
): Promise<Attempt | undefined> {
	const { branch } = from;
	const before = await knownAt(from);
	const theirs = await fetchBranch(from, `refs/baton/remote/${branch}`);
	const local = await place.store.head();
	const lost = await lossAt(place.store, from, { before, theirs });
	if (lost !== undefined) return { kind: "refused", reason: lost };
	if (local === null && theirs === null)
		return {
			kind: "refused",
			reason: `there is no branch ${branch}, neither here nor at ${from.remote}`,
		};
	const synced = await planSync(
		{ local, remote: theirs },
		{
			store: place.store,
			identity: githubIdentity({ id: 0, login: "" }),
			build: ownVersion(),
			nowMs,
		},
	);
	if (synced.kind === "refused") return synced;
	await keepObjects(place, from, synced.staged);
	if (push && synced.head !== null && synced.head !== theirs) {
		const pushed = await pushCommit(from, synced.head);
		if (pushed.kind === "moved") return undefined;
		if (pushed.kind === "refused")
			return {
				kind: "refused",
				reason: `${from.remote} refused the push, and nothing was changed here: ${pushed.reason}`,
			};
		await keepKnown(from, synced.head);
		onPushed();
	}
	const taken = await take(place, from, { local, synced });
	const isMoved = synced.head !== null && synced.head !== local;
	const report = taken && reportOf(synced, from, taken);
	const replaced = report?.before === undefined ? null : local;
	return (
		report && {
			...{ kind: "done", report, isMoved },
			replaced: replaced ?? undefined,
		}
	);
}

/** A worker that runs here takes what became of its branch for a loss of acknowledged commits, and says nothing more to it. */
async function warnOfWorkers(
	{ store }: Place,
	replaced: Oid,
	{ err, nowMs }: Terminal,
): Promise<void> {
	// The branch has moved already: what cannot be told does not take that back.
	const held = await cutShort(store, replaced, nowMs()).catch(() => []);
	if (held.length > 0)
		err(
			`warning: held here was ${held.join("; ")}. A \`baton work\` on this repository ends now, and what it has not reported is lost: start it again`,
		);
}

/** A branch moves under whoever has it checked out, and nothing of theirs is touched: git shows them the way back as staged. */
async function warnOfWorkTrees(
	gitdir: string,
	branch: string,
	{ err }: Terminal,
): Promise<void> {
	for (const place of await checkedOutAt(gitdir, branch))
		err(
			`warning: ${branch} is checked out in ${place}, whose files are still the old ones: a commit made there would take back what came. \`git reset --hard\` there brings them in line and drops what was changed by hand`,
		);
}

/** The new commits are stored and named before anything else, so that no clean-up of git's takes them away. */
async function keepObjects(
	{ gitdir }: Place,
	{ branch }: RemoteBranch,
	staged: readonly StagedCommit[],
): Promise<void> {
	const tip = staged.at(-1);
	if (tip === undefined) return;
	const objects = new ObjectDirectory(join(gitdir, "objects"));
	try {
		await writeObjects(
			objects,
			staged.flatMap((commit) => commit.objects),
		);
	} catch (cause) {
		throw new StoreUnavailable(`${gitdir} cannot be written to`, { cause });
	} finally {
		objects.close();
	}
	await point(gitdir, `refs/baton/sync/${branch}`, tip.oid);
}

/** Moves the branch, unless somebody else did. What it was is kept under a name of its own where nothing else names it. */
async function take(
	{ gitdir }: Place,
	{ branch }: RemoteBranch,
	{ local, synced }: { local: Oid | null; synced: Settled },
): Promise<{ readonly before?: string } | undefined> {
	const { head, kind } = synced;
	if (head === null || head === local) return {};
	const before = `refs/baton/before-sync/${branch}`;
	const isReplaced = kind === "decided" && local !== null;
	if (isReplaced) await point(gitdir, before, local);
	const ref = `refs/heads/${branch}`;
	const place = { gitdir, ref, lockTimeoutMs: LOCK_TIMEOUT_MS };
	if (!(await moveRef(place, local, head))) return undefined;
	return isReplaced ? { before } : {};
}

function reportOf(
	{ kind, head, commands }: Settled,
	{ remote, branch }: RemoteBranch,
	{ before }: { readonly before?: string },
): SyncReport {
	return {
		ok: commands.every(({ outcome }) => outcome !== "refused"),
		kind,
		branch,
		remote,
		head,
		...(before === undefined ? {} : { before }),
		pushed: false,
		commands,
	};
}
