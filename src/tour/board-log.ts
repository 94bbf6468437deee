import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BoardCommit, commitsOf, flawIn } from "./board-commits.ts";
import type { Issues } from "./opening.ts";
import { type Clone, clone } from "./repository.ts";
import { runProgram } from "./run-program.ts";
import type { Tour } from "./tour.ts";

const BRANCH = "baton/board";
const VERIFIER = fileURLToPath(new URL("../cli/main.js", import.meta.url));

/** Reads the whole story again from the board's branch, with plain git. */
export async function readBoard(tour: Tour, issues: Issues): Promise<void> {
	const { report } = tour;
	const { first, second } = issues;
	report.step(`Plain git tells it all: ${BRANCH}`);
	const board = await clone(tour, "maintainer", BRANCH);
	const commits = await commitsOf(board, [first, second]);
	report.quotes(
		commits
			.map(
				({ sha, author, subject }) =>
					`${sha.slice(0, 7)} ${author.replace(/ <.*/, "")}: ${subject}`,
			)
			.join("\n"),
	);
	expectSoundCommits(tour, commits);
	await expectFreed(tour, board, { issues, commits });
	report.tells(`the baton of #${first} in the end:`);
	report.quotes(
		await readFile(
			join(board.directory, await pathOf(board, first, "baton.yaml")),
			"utf8",
		),
	);
	const complaints = await board.git("fsck", "--strict", "--no-progress");
	report.expect("git fsck --strict has nothing to say", {
		holds: complaints === "",
		came: complaints,
	});
	report.proves("one commit a command, by its actor; the log is sound git");
	await expectVerified(tour, board);
}

function expectSoundCommits(
	{ report, heard, directions }: Tour,
	commits: readonly BoardCommit[],
): void {
	const flaws = commits.flatMap((commit) => {
		const flaw = flawIn(commit, directions.bot);
		return flaw === undefined ? [] : [`${commit.subject}: ${flaw}`];
	});
	report.expect(
		"each commit's author is its actor, and its trailers tell all",
		{
			holds: flaws.length === 0,
			came: flaws,
		},
	);
	const wrong = heard.flatMap(({ spoken, receipt }) => {
		const own = commits.filter(
			({ trailers }) => trailers.get("Id") === `c${spoken.id}:1`,
		);
		const isRight =
			own.length === (receipt === "rocket" ? 1 : 0) &&
			own.every(({ author }) => author.startsWith(`${spoken.who} <`));
		return isRight ? [] : [{ spoken, commits: own.length }];
	});
	const done = heard.filter(({ receipt }) => receipt === "rocket").length;
	report.expect(
		`${done} commands with 🚀 have one commit each, ${heard.length - done} with 😕 have none`,
		{ holds: wrong.length === 0, came: wrong },
	);
}

/** The end of the first task and the freedom of the second are one commit. */
async function expectFreed(
	{ report }: Tour,
	board: Clone,
	{ issues, commits }: { issues: Issues; commits: readonly BoardCommit[] },
): Promise<void> {
	const { first, second } = issues;
	const approved = commits.find(
		({ trailers }) =>
			trailers.get("Op") === "approve" &&
			trailers.get("Task") === String(first),
	);
	const statusAt = async (commit: string, task: number) =>
		/^status: (\S+)$/m.exec(
			await board.git(
				"show",
				`${commit}:${await pathOf(board, task, "task.yaml")}`,
			),
		)?.[1];
	const at = approved?.sha ?? "HEAD";
	const before = [
		await statusAt(`${at}^`, first),
		await statusAt(`${at}^`, second),
	];
	const after = [await statusAt(at, first), await statusAt(at, second)];
	report.expect(`one commit ends #${first} and makes #${second} ready`, {
		holds:
			approved?.subject.endsWith(`, frees ${second}`) === true &&
			`${before}` === "review,blocked" &&
			`${after}` === "done,ready",
		came: { subject: approved?.subject, before, after },
	});
}

async function pathOf(
	{ git }: Clone,
	task: number,
	name: string,
): Promise<string> {
	const found = await git("ls-files", `tasks/*/${task}/${name}`);
	return found.split("\n", 1)[0] ?? "";
}

/** Has the log replayed by this package's own verifier, where it is built. */
async function expectVerified(
	{ report, signal }: Tour,
	{ directory }: Clone,
): Promise<void> {
	if (!existsSync(VERIFIER)) return;
	const { code, out, err } = await runProgram({
		file: process.execPath,
		words: [VERIFIER, "verify", "--repo", directory],
		directory,
		signal,
	});
	report.quotes(`${out}${err}`);
	report.expect("baton verify replays every commit byte for byte", {
		holds: code === 0,
		came: `exit code ${code}`,
	});
	report.proves("the log replays to the state, byte for byte");
}
