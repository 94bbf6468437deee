import type { Refusal } from "../../core/errors.ts";
import type { RunCommand } from "../command-spec.ts";
import { nameless } from "../door-refusals.ts";
import { readLocalConfig } from "../local-config.ts";
import type { LocalDoor } from "../local-door.ts";
import { openIfMissing } from "../open-board.ts";
import { workTreeAt } from "../own-gitdir.ts";
import { printRefusal } from "../print-refusal.ts";
import { EXIT } from "../terminal.ts";
import { withDoor } from "../with-door.ts";
import { type InitFile, initFiles } from "./init-files.ts";
import { unfitRepository, unwritable } from "./init-place.ts";
import { writeFiles } from "./write-files.ts";

/** What becomes, or would become, of the board. */
type BoardAction = "open" | "configure" | "keep";

/** `baton init`: writes what is missing and opens the board. Whatever stands in the way is found before anything is changed. */
export const initCommand: RunCommand = (said, terminal) =>
	withDoor(said, terminal, async (door) => {
		const { flags, json, values } = said;
		const tree = await workTreeAt(values.repo ?? terminal.directory);
		const unfit = await unfitRepository(door.gitdir, tree);
		if (unfit !== undefined) return printRefusal(terminal, unfit, json);
		const top = tree?.top as string;
		const planned = await initFiles(top, flags.has("force"));
		if (!planned.ok) return printRefusal(terminal, planned, json);
		const { files } = planned;
		const board = await boardAction(door, flags.has("configure"));
		const isDry = flags.has("dry-run");
		const refusal =
			(await whyNot(door, { top, files })) ??
			(isDry ? undefined : await carryOut(door, { top, files, board }));
		if (refusal !== undefined) return printRefusal(terminal, refusal, json);
		terminal.out(
			json
				? asJson(files, board, isDry)
				: asText(files, { board, isDry, branch: values.branch }),
		);
		return EXIT.ok;
	});

interface Wanted {
	readonly top: string;
	readonly files: readonly InitFile[];
}

async function boardAction(
	door: LocalDoor,
	isConfigured: boolean,
): Promise<BoardAction> {
	if (!(await door.isOpen())) return "open";
	return isConfigured ? "configure" : "keep";
}

async function whyNot(
	door: LocalDoor,
	{ top, files }: Wanted,
): Promise<Refusal | undefined> {
	const me = await door.who();
	if (me === undefined) return nameless();
	const config = await readLocalConfig(top, me);
	return config.ok ? unwritable(door.gitdir, top, files) : config;
}

/** A board that cannot be opened leaves no files behind. */
async function carryOut(
	door: LocalDoor,
	{ top, files, board }: Wanted & { readonly board: BoardAction },
): Promise<Refusal | undefined> {
	const undo = await writeFiles(top, files);
	try {
		const answer =
			board === "configure"
				? await configure(door, top)
				: await openIfMissing(door, top);
		if (answer.ok) return undefined;
		await undo();
		return answer;
	} catch (error) {
		await undo();
		throw error;
	}
}

async function configure(door: LocalDoor, top: string) {
	const read = await readLocalConfig(top, await door.who());
	return read.ok ? door.open(read.config) : read;
}

function asJson(
	files: readonly InitFile[],
	board: BoardAction,
	isDry: boolean,
): string {
	const listed = files.map(({ path, action }) => ({ path, action }));
	const told = { ok: true, dry_run: isDry, files: listed, board };
	return JSON.stringify(told, undefined, 2);
}

const DONE = {
	create: "created",
	replace: "replaced",
	extend: "brought up to date",
	keep: "kept as it is",
	open: "opened",
	configure: "configured anew",
} as const;

function asText(
	files: readonly InitFile[],
	{
		board,
		isDry,
		branch = "baton/board",
	}: { board: BoardAction; isDry: boolean; branch: string | undefined },
): string {
	const rows = [
		...files.map(({ path, action }) => [action, path] as const),
		[board, `the board on the branch ${branch}`] as const,
	];
	const lines = rows.map(([action, what]) =>
		isDry && action !== "keep"
			? `would ${action}: ${what}`
			: `${DONE[action]}: ${what}`,
	);
	const next = isDry
		? []
		: ["", "Next:", '  baton plan "<what is to be done>" --save'];
	return [...lines, ...next].join("\n");
}
