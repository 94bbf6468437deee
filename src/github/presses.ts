import type { Actor } from "../core/actor.ts";
import { type JsonObject, refuse } from "../core/errors.ts";
import { isTaskKey, type Task, type TaskKey } from "../core/task.ts";
import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/perform.ts";
import type { Saying } from "../engine/saying.ts";
import { callerOpId } from "../store/caller-key.ts";
import type { RepositoryApi } from "./api.ts";
import { type GateFactsDoor, gateFactsOf, noteGates } from "./door-facts.ts";
import { findHead } from "./find-head.ts";
import type { HeadApi } from "./head-api.ts";
import type { ButtonName } from "./projection/check-buttons.ts";

/** A button of Baton's check that somebody pressed. GitHub lists presses nowhere: the webhook is all there is. */
export interface Press {
	readonly button: ButtonName;
	/** The task the check is about. */
	readonly task: TaskKey;
	/** The commit the check stands at. */
	readonly sha: string;
	readonly actor: Actor;
	/** GitHub's name for the delivery: the same press delivered again is the same command. */
	readonly delivery: string;
}

/** A check run's event as far as a press is concerned. */
export interface PressPayload {
	readonly action: string;
	readonly requested_action?: { readonly identifier?: string } | undefined;
	readonly check_run: {
		readonly head_sha: string;
		readonly external_id?: string | null;
		readonly app?: { readonly slug?: string | undefined } | null;
	};
	readonly sender: { readonly id: number; readonly login: string };
}

/** The press that a check run's event tells of, if it is one of our check. GitHub's own "Re-run" is a Retry. */
export function toPress(
	{ action, requested_action, check_run, sender }: PressPayload,
	{ delivery, appLogin }: { delivery: string; appLogin: string },
): Press | undefined {
	const isOurs = `${check_run.app?.slug}[bot]` === appLogin;
	const button =
		action === "rerequested" ? "retry" : requested_action?.identifier;
	const [task = ""] = (check_run.external_id ?? "").split(":", 1);
	if (!isOurs || !isButton(button) || !isTaskKey(task)) return undefined;
	const actor = { id: sender.id, login: sender.login };
	return { button, task, sha: check_run.head_sha, actor, delivery };
}

function isButton(name: string | undefined): name is ButtonName {
	return name === "approve" || name === "retry" || name === "override";
}

/** What a press is carried out with. */
export interface PressDoor extends GateFactsDoor {
	readonly api: Pick<RepositoryApi, "role">;
	readonly heads: HeadApi;
	readonly engine: Engine;
	readonly board: string;
}

/**
 * Carries out a press with the role of whoever pressed. Answers undefined where it comes to nothing but another look at the
 * checks. Throws when GitHub or the board cannot be asked: then it may be handed in again.
 */
export async function hearPress(
	press: Press,
	door: PressDoor,
): Promise<Answer | undefined> {
	const { actor, task: key, button, sha } = press;
	const task = await door.engine.inspect((board) => board.task(key));
	if (task === undefined) return undefined;
	const opId = callerOpId(actor.id, door.board, press.delivery);
	const said = await sayingOf(button, { task, sha }, door);
	if (said === undefined) return undefined;
	// What was looked at before the press is what it is about: a newer commit needs a press of its own.
	const live = await findHead(door.heads, task);
	if (live?.head.sha !== sha)
		return {
			...refuse(
				"STALE",
				`The button was pressed on the check of ${sha.slice(0, 12)}, which is not the head of task ${key} any more.`,
				"Press the button of the check at the newest commit.",
			),
			verb: said.verb,
			opId,
		};
	const role = await door.api.role(actor);
	const [answer] = await door.engine.perform([
		{ ...said, task: key, ifTask: key, actor, role, opId },
	]);
	noteGates(key, answer, door);
	return answer;
}

async function sayingOf(
	button: ButtonName,
	{ task, sha }: { task: Task; sha: string },
	door: PressDoor,
): Promise<Pick<Saying, "verb" | "input"> | undefined> {
	switch (button) {
		case "approve": {
			const facts = await gateFactsOf(task.key, door);
			return {
				verb: "approve",
				input:
					facts === undefined ? {} : { facts: facts as unknown as JsonObject },
			};
		}
		case "override":
			return {
				verb: "override",
				input: { reason: `by the button of the check at ${sha.slice(0, 12)}` },
			};
		case "retry":
			return task.status === "dead_letter"
				? { verb: "requeue", input: {} }
				: undefined;
	}
}
