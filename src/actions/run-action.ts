import type { Refusal } from "../core/errors.ts";
import type { ActionContext } from "./action-context.ts";
import { readContext } from "./action-context.ts";
import type { ActionTools } from "./open-door.ts";
import { openOwnBoard } from "./own-board.ts";
import { runStep, type StepAnswers } from "./run-step.ts";
import { serveEvent } from "./serve-event.ts";
import { openServerBoard } from "./server-board.ts";
import { stepCommands } from "./step-commands.ts";
import { failureOf } from "./step-failure.ts";
import { stepOutput } from "./step-output.ts";
import { annotation, maskLine, plainLine } from "./workflow-command.ts";

/** Everything the action's program has from the machine it runs on. */
export interface ActionMachine extends ActionTools {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly print: (line: string) => void;
	readonly appendText: (path: string, text: string) => Promise<void>;
	/** Something nobody can foresee. */
	readonly newSecret: () => string;
}

/** Runs the action: as a step that says commands where it is given some, else as the app. Answers the exit code. */
export async function runAction(machine: ActionMachine): Promise<number> {
	const { env, print } = machine;
	const context = readContext(env);
	const isStep = ["INPUT_COMMAND", "INPUT_VERB"].some(
		(name) => (env[name] ?? "").trim() !== "",
	);
	try {
		if (!context.ok) return await refused(context, machine, { isStep });
		if (isStep) return await asStep(context, machine);
		const failure = await serveEvent(context, machine);
		// What GitHub wants to wait is no failure of anybody's: the next run goes on.
		if (failure?.code === "RATE_LIMITED") {
			print(annotation("warning", failure.code, failure.message));
			return 0;
		}
		return failure === undefined
			? 0
			: await refused(failure, machine, { isStep });
	} catch (error) {
		return refused(failureOf(error), machine, { isStep });
	}
}

async function asStep(
	context: ActionContext,
	machine: ActionMachine,
): Promise<number> {
	const { input } = context;
	const sayings = stepCommands({
		command: input("command"),
		verb: input("verb"),
		input: input("input"),
		task: input("task"),
		step: input("step"),
		agent: input("as").replace(/^@/, "").toLowerCase(),
	});
	if ("ok" in sayings) return refused(sayings, machine, { isStep: true });
	const board =
		input("url") === ""
			? await openOwnBoard(context, machine)
			: await openServerBoard(context, {
					...machine,
					mask: (secret) => machine.print(maskLine(secret)),
				});
	if ("ok" in board) return refused(board, machine, { isStep: true });
	try {
		return await told(
			await runStep(sayings, board, { context, pause: machine.pause }),
			machine,
		);
	} finally {
		await board.close();
	}
}

/** Gives the answers on to the steps behind this one. */
async function told(
	answers: StepAnswers,
	machine: ActionMachine,
): Promise<number> {
	const last = answers.at(-1);
	if (last === undefined) throw new Error("no command was said");
	await giveOutputs(answers, machine);
	for (const answer of answers)
		if (answer.ok)
			machine.print(
				plainLine(`${answer.verb}: ${JSON.stringify(answer.data)}`),
			);
	return last.ok ? 0 : shown(last, machine);
}

async function refused(
	refusal: Refusal,
	machine: ActionMachine,
	{ isStep }: { readonly isStep: boolean },
): Promise<number> {
	if (isStep) await giveOutputs([refusal], machine);
	return isStep ? shown(refusal, machine) : failed(refusal, machine);
}

/** A refusal may be what a workflow goes on with; a failure never is. */
function shown(refusal: Refusal, machine: ActionMachine): number {
	const mayGoOn =
		machine.env["INPUT_ALLOW-REFUSAL"]?.trim() === "true" &&
		refusal.code !== "INTERNAL" &&
		refusal.code !== "UNAUTHENTICATED";
	if (!mayGoOn) return failed(refusal, machine);
	machine.print(annotation("notice", refusal.code, wordsOf(refusal)));
	return 0;
}

function failed(refusal: Refusal, { print }: ActionMachine): number {
	print(annotation("error", refusal.code, wordsOf(refusal)));
	return 1;
}

function wordsOf({ message, hint }: Refusal): string {
	return hint === "" ? message : `${message}\n${hint}`;
}

async function giveOutputs(
	answers: StepAnswers,
	{ env, appendText, newSecret }: ActionMachine,
): Promise<void> {
	const last = answers.at(-1);
	const path = env.GITHUB_OUTPUT;
	if (path === undefined || path === "" || last === undefined) return;
	const outputs = {
		ok: String(last.ok),
		code: last.ok ? "" : last.code,
		answer: JSON.stringify(last),
		answers: JSON.stringify(answers),
	};
	await appendText(path, stepOutput(outputs, `baton-${newSecret()}`));
}
