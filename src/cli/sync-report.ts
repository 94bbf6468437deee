import type { SyncedCommand } from "../engine/sync.ts";
import type { Oid } from "../store/store.ts";

/** What `baton sync` did, as `--json` prints it. `ok` is false when a command was refused. */
export interface SyncReport {
	readonly ok: boolean;
	/** As in `Synced`. */
	readonly kind: "same" | "behind" | "ahead" | "decided";
	readonly branch: string;
	readonly remote: string;
	/** Where the branch is now. */
	readonly head: Oid | null;
	/** The ref under which the branch as it was is kept, when it was replaced. */
	readonly before?: string;
	readonly pushed: boolean;
	readonly commands: readonly SyncedCommand[];
}

/** The report in words, refusals one by one. */
export function syncReport(report: SyncReport): string {
	const { commands, before } = report;
	const lines = [`${report.branch}: ${whatCame(report)}; ${whereItIs(report)}`];
	for (const { verb, task, actor, at, refusal } of commands) {
		if (refusal === undefined) continue;
		const said = `${verb}${task === undefined ? "" : ` ${task}`} of ${actor}, said ${at}`;
		lines.push(`- ${said}: ${refusal.code}: ${refusal.message}`);
		lines.push(`  ${refusal.hint}`);
	}
	if (before !== undefined)
		lines.push(`The branch as it was is kept as ${before}.`);
	return lines.join("\n");
}

function whatCame({ kind, remote, commands }: SyncReport): string {
	if (kind === "same") return `the same as at ${remote}, nothing to do`;
	if (kind === "behind")
		return `nothing was said here that ${remote} lacks; its head is taken over`;
	const count = (outcome: SyncedCommand["outcome"], words: string) => {
		const found = commands.filter((one) => one.outcome === outcome).length;
		return found === 0 ? [] : [`${found} ${words}`];
	};
	if (kind === "ahead")
		return `${commands.length} ${commands.length === 1 ? "command" : "commands"} said here on top of what ${remote} has`;
	return [
		...count("kept", `decided again on the head of ${remote}`),
		...count("there", "there already"),
		...count("idle", "without effect by now"),
		...count("refused", "refused"),
	].join(", ");
}

function whereItIs({ kind, head, pushed, remote, commands }: SyncReport) {
	const at = `head ${head?.slice(0, 12)}`;
	if (pushed) return `${at}, pushed`;
	const isNew =
		kind === "ahead" || commands.some(({ outcome }) => outcome === "kept");
	return isNew ? `${at}, not at ${remote} until --push` : at;
}
