import { refuse } from "../core/errors.ts";
import type { RunCommand, Said } from "./command-spec.ts";
import { feedFilter } from "./feed-filter.ts";
import { printMisuse } from "./misuse.ts";
import { openBoardStore } from "./open-store.ts";
import { printRefusal } from "./print-refusal.ts";
import type { Asked, CliCommand, PlaceCommand } from "./terminal.ts";

/** A command about a board's place, whether it has a branch yet or not. */
export function onPlace(command: PlaceCommand): RunCommand {
	return async (said, terminal) => {
		const asked = askedOf(said, terminal.directory);
		const place = await openBoardStore(asked.repo, asked.branch);
		if (place === undefined)
			return printMisuse(terminal, noBranchName(asked.branch), said.json);
		try {
			return await command(asked, place, terminal);
		} finally {
			await place.store.close();
		}
	};
}

/** A command about what is on the branch, with its refusal where there is no branch. */
export function onBranch(command: CliCommand): RunCommand {
	return onPlace(async (asked, place, terminal) => {
		const head = await place.store.head();
		if (head !== null) return command(asked, { ...place, head }, terminal);
		const refusal = refuse(
			"NOT_FOUND",
			`there is no branch ${asked.branch} in ${asked.repo}`,
			"Fetch it first, or name another with --branch; `baton init` opens a new board.",
		);
		return printRefusal(terminal, refusal, asked.json);
	});
}

/** What is wrong with a name that no branch can have. */
export function noBranchName(branch: string) {
	return {
		problem: `${JSON.stringify(branch)} is no name of a branch`,
		hint: "Leave --branch out for baton/board.",
	};
}

function askedOf(said: Said, directory: string): Asked {
	const { words, json, values, flags } = said;
	return {
		repo: values.repo ?? directory,
		branch: values.branch ?? "baton/board",
		words,
		json,
		fromStart: flags.has("from-start"),
		at: values.at,
		part: values.part,
		limit: values.limit,
		before: values.before,
		cursor: values.cursor,
		filter: feedFilter(values),
		remote: values.remote ?? "origin",
		push: flags.has("push"),
	};
}
