import { type Finding, finding } from "./finding.ts";
import type { HealthFacts } from "./health-facts.ts";

type Frozen = NonNullable<HealthFacts["frozen"]>;

/** Why a board may not be written to, and how it is got going again. */
export function frozenFinding(frozen: Frozen): Finding {
	return frozen.kind === "newer"
		? writtenByNewer(frozen)
		: finding("error", "board-frozen", {
				what: `The board is frozen: ${happened(frozen)}; ${short(frozen.acknowledged)} was acknowledged last.${lost(frozen)} Commands wait until an administrator chooses the state to go on from.`,
				fix: `${last(frozen)}\`/recover branch\` for the branch as it is, \`/recover <commit>\` for another. Putting the commits back by hand does it too.`,
			});
}

function writtenByNewer({
	acknowledged,
	reason = "no reason is known",
}: Frozen) {
	return finding("error", "board-newer", {
		what: `The board is read-only here: a newer Baton has written it (${reason}). Questions are answered from the last state that this version can read, ${short(acknowledged)}; commands wait.`,
		fix: "Update Baton here, and they are carried out; if it was no Baton but an edit by hand, put the old file back.",
	});
}

function happened({ kind, branch, reason = "no reason is known" }: Frozen) {
	const now = branch === null ? "nothing" : short(branch);
	if (kind === "deleted") return "its branch was deleted";
	if (kind === "rolled-back") return `its branch was rolled back to ${now}`;
	if (kind === "rewritten") return `its branch was rewritten and is at ${now}`;
	return `its branch was changed by hand, at ${now}, so that it cannot be gone on from (${reason})`;
}

function lost({ missing }: Frozen): string {
	return missing === undefined
		? ""
		: ` ${missing} acknowledged ${missing === 1 ? "commit is" : "commits are"} missing from it.`;
}

function last({ gone }: Frozen): string {
	return gone === true
		? "What was acknowledged last cannot be read here any more; "
		: "`/recover acknowledged` for what was acknowledged last, ";
}

function short(oid: string): string {
	return oid.slice(0, 12);
}
