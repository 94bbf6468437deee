import type { Command } from "../core/command.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { remember } from "../core/inbox.ts";
import { toMs } from "../core/instant.ts";
import type { BoardState } from "../store/board-state.ts";
import {
	documentOf,
	FORMATS,
	type Formats,
	printDocument,
} from "../store/formats.ts";
import { stageCommit } from "../store/git/commit.ts";
import {
	type MigrationEntry,
	writeMigration,
} from "../store/journal-migration.ts";
import { BOARD_FILE } from "../store/layout.ts";
import type { Signature, StagedCommit, Version } from "../store/store.ts";
import { decide } from "../verbs/decide.ts";

/** What an upgrade's commit is made with beside the command. */
export interface Upgrading {
	/** The board that it is decided on. */
	readonly state: BoardState;
	readonly formats?: Formats | undefined;
	readonly build: string;
	readonly author: (at: number) => Signature;
	readonly committer: (at: number) => Signature;
}

/** The refusal of an upgrade that would change nothing. */
export function newestAlready(
	{ board }: BoardState,
	formats: Formats = FORMATS,
): Refusal | undefined {
	if (board === undefined || board.rules < formats.rules) return undefined;
	return refuse(
		"VALIDATION",
		`The board is under rules ${board.rules} already, the newest that this version of Baton knows.`,
		"There is nothing to do until a newer version runs here.",
		{ rules: board.rules },
	);
}

/** The commit that puts a board under the newest rules, on `base`. `state` is the board at `base`. */
export function stageUpgrade(
	base: Version,
	command: Command,
	at: Upgrading,
): StagedCommit {
	const { rules: to } = at.formats ?? FORMATS;
	const from = at.state.board?.rules ?? to;
	return commitOf(base, { ...at, command, from, to });
}

/** The commit of an upgrade, made again; undefined when the board at `base` would not have taken it. */
export function upgradeAgain(
	base: Version,
	{ command, from, to, build }: MigrationEntry,
	at: Upgrading,
): StagedCommit | undefined {
	const isKnown = to <= (at.formats ?? FORMATS).rules && from < to;
	if (command === undefined || at.state.board?.rules !== from || !isKnown)
		return undefined;
	return command.verb === "upgrade" && decide(at.state, command).ok === true
		? commitOf(base, { ...at, command, from, to, build })
		: undefined;
}

function commitOf(
	base: Version,
	at: Upgrading & {
		readonly command: Command;
		readonly from: number;
		readonly to: number;
	},
): StagedCommit {
	const { command, from, to, build } = at;
	const { inbox } = at.state.board ?? {};
	const document = documentOf(base.tree.get(BOARD_FILE));
	if (inbox === undefined || document === undefined)
		throw new Error("a board that cannot be read was to be upgraded");
	const seconds = Math.floor(toMs(command.now) / 1_000);
	const known = remember(inbox, inbox.below, command.opId);
	return stageCommit(base, {
		files: new Map([
			[
				BOARD_FILE,
				printDocument({ ...document, rules: to, inbox: { ...known } }),
			],
		]),
		message: writeMigration({
			kind: "upgrade",
			from,
			to,
			build,
			now: command.now,
			command,
		}),
		author: at.author(seconds),
		committer: at.committer(seconds),
	});
}
