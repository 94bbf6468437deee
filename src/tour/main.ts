#!/usr/bin/env node
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyUnreachable, withdraw } from "./before-and-after.ts";
import { readDirections } from "./directions.ts";
import { makePeople } from "./people.ts";
import { makeReport, type Report } from "./report.ts";
import { tellStory } from "./story.ts";
import { makeTerminal, type Terminal } from "./terminal.ts";
import type { Tour } from "./tour.ts";
import { shown, type Unexpected } from "./unexpected.ts";

/** The shell's code for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

const stopper = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
	process.once(signal, () => stopper.abort());
// Whoever reads along may go away, as `head` does; what was begun is cleared up all the same.
process.stdout.on("error", () => stopper.abort());

process.exitCode = await main();

/** Answers the exit code: 0 when all was as expected. */
async function main(): Promise<number> {
	const directions = readDirections(process.env.BATON_HOME || ".baton");
	if ("problem" in directions) {
		console.error(`tour: ${directions.problem}`);
		return 1;
	}
	const people = makePeople(directions, stopper.signal);
	const problem = await whyUnreachable(directions, people.maintainer);
	if (stopper.signal.aborted) return INTERRUPTED;
	if (problem !== undefined) {
		console.error(`tour: ${problem}`);
		return 1;
	}
	const terminal = makeTerminal(process.stdout, {
		noColor: (process.env.NO_COLOR ?? "") !== "",
		secrets: directions.secrets,
	});
	const scratch = await mkdtemp(join(tmpdir(), "baton-tour-"));
	const tour: Tour = {
		directions,
		people,
		report: makeReport(terminal),
		scratch,
		signal: stopper.signal,
		heard: [],
		issues: [],
	};
	try {
		return await go(tour, terminal);
	} finally {
		const closed = await withdraw(tour);
		for (const issue of closed)
			terminal.print(`#${issue} is closed as not planned: the tour is over`, {
				style: "dim",
			});
		await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
	}
}

async function go(tour: Tour, terminal: Terminal): Promise<number> {
	const { directions, report } = tour;
	const startMs = performance.now();
	terminal.print(
		`A tour of Baton on ${directions.owner}/${directions.repo}, ${directions.api}`,
	);
	try {
		await tellStory(tour);
	} catch (error) {
		if (stopper.signal.aborted) {
			terminal.print("stopped", { lead: "    ", style: "yellow" });
			return INTERRUPTED;
		}
		complain(terminal, error);
		return 1;
	}
	summarise(terminal, report, (performance.now() - startMs) / 1_000);
	return 0;
}

function summarise(
	terminal: Terminal,
	{ proved }: Report,
	tookS: number,
): void {
	terminal.print("");
	terminal.print(`Proved in ${tookS.toFixed(1)} s:`, { style: "bold" });
	for (const what of proved) terminal.print(what, { lead: "  ✓ " });
}

function complain(terminal: Terminal, error: unknown): void {
	const { expected, came } = surpriseIn(error);
	terminal.print(`expected: ${expected}`, { lead: "    ✗ ", style: "red" });
	terminal.print(`came: ${came}`, { lead: "      ", style: "red" });
}

/** What was expected and what came; an error of GitHub's is told with the request that met it. */
function surpriseIn(error: unknown): Pick<Unexpected, "expected" | "came"> {
	const { code, request, message } = error as {
		code?: string;
		request?: { method: string; url: string };
		message?: string;
	};
	if (code === "UNEXPECTED") return error as Unexpected;
	return {
		expected:
			request === undefined
				? "no error"
				: `${request.method} ${request.url} to be answered`,
		came: shown(message),
	};
}
