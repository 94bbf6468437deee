import { type Actor, roleCovers } from "../core/actor.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import type { GateFacts } from "../core/gate.ts";
import type { TaskKey } from "../core/task.ts";
import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/perform.ts";
import { misusedLabels } from "../verbs/said-labels.ts";
import type { Occasion, RepositoryApi } from "./api.ts";
import { readConfig } from "./config-file.ts";
import { type LookAtGitHub, withGitHubFacts } from "./doctor/doctor-input.ts";
import { gatherGateFacts } from "./gates.ts";
import type { HeadApi } from "./head-api.ts";
import type { After, DoorFacts, SaidWithFacts } from "./hear.ts";
import { readEnrollment } from "./issue-events.ts";
import { type OwnIssueDoor, withOwnIssue } from "./own-issue.ts";
import { withPlanFacts } from "./plans/plan-door.ts";
import { SourceTexts } from "./plans/source-texts.ts";
import type { Said } from "./said.ts";

import { outdateText } from "./text-edits.ts";

/** What facts are gathered with. `board` is the board's name. */
export interface DoorFactsOptions extends OwnIssueDoor, GateFactsDoor {
	readonly api: RepositoryApi;
	readonly heads: HeadApi;
	readonly board: string;
	readonly app: Actor;
	readonly doctor?: LookAtGitHub | undefined;
}

/** Completes the commands whose input stands on GitHub: an issue's text, the config file, the checks of a head, a plan. */
export function doorFacts(options: DoorFactsOptions): DoorFacts {
	const { api, board } = options;
	const plans = { ...options, sources: new SourceTexts(api) };
	return async (meant, comment, standing) => {
		const { role } = standing;
		const misused = misusedLabels(meant.verb.name, meant.input);
		if (misused !== undefined) return misused;
		const said = await withPlanFacts(
			{ ...standing, said: meant, comment },
			plans,
		);
		if (!said.ok) return said;
		if (said.verb.name === "doctor")
			return withGitHubFacts({ said, comment, role }, options);
		if (said.verb.name === "subtask" || isNewTask(said, comment))
			return withOwnIssue({ ...standing, said, comment }, options);
		if (said.verb.name === "enroll")
			return enrollmentOf(said, comment, options);
		if (said.verb.name === "edit") return editOf(said, comment, options);
		if (said.verb.name === "done" || said.verb.name === "approve") {
			const task = said.task ?? String(comment.issue);
			const facts = await gateFactsOf(task, options);
			return facts === undefined
				? said
				: {
						...said,
						input: { ...said.input, facts },
						after: askingGates(task, said, options),
					};
		}
		// Whoever may not configure is refused by the rules; no need to read the file for that.
		if (said.verb.name !== "configure" || !roleCovers(role, said.verb.role))
			return said;
		const read = await readConfig(api);
		return read.ok
			? { ...said, input: { ...said.input, name: board, config: read.config } }
			: read;
	};
}

/** True for a task to be put on the board that no issue stands for yet. */
function isNewTask({ verb, task }: Said, { issue }: Occasion): boolean {
	return verb.name === "enroll" && task === undefined && issue === 0;
}

/** An issue's text and form as the input of `enroll`; what could not be taken of the form goes with the answer. */
async function enrollmentOf(
	said: Said,
	comment: Occasion,
	options: DoorFactsOptions,
): Promise<SaidWithFacts | Refusal> {
	const { api, engine } = options;
	const issue = await api.issue(Number(said.task ?? comment.issue));
	if (issue === undefined)
		return refuse(
			"NOT_FOUND",
			"There is no such issue.",
			"Say it on the issue itself.",
		);
	if (issue.isPullRequest)
		return refuse(
			"VALIDATION",
			"A pull request is no task.",
			"Link it to a task with `/artifact pr`.",
		);
	if (issue.isClosed)
		return refuse(
			"VALIDATION",
			"A closed issue is no work for anybody.",
			"Open it first, then say it again.",
		);
	const { input, unread } = engine.peek((board) =>
		readEnrollment(issue, board),
	);
	const enrollment = editOf(said, comment, options);
	const after: After = async (answer) => {
		const told = enrollment.after ? await enrollment.after(answer) : answer;
		return told?.ok === true && told.commit !== undefined && unread.length > 0
			? { ...told, data: { ...told.data, warnings: unread } }
			: told;
	};
	return { ...said, input: { ...input, ...said.input }, after };
}

/** A command may give a task another text than its issue has; the issue's is no news then. */
function editOf(
	said: Said,
	comment: Occasion,
	options: DoorFactsOptions,
): SaidWithFacts {
	if (said.input.description === undefined) return said;
	const number = Number(said.task ?? comment.issue);
	const after: After = async (answer) => {
		if (answer?.ok === true && answer.commit !== undefined)
			await outdateText(number, options).catch((error) =>
				options.onError(error, `the text of issue ${number}`),
			);
		return answer;
	};
	return { ...said, after };
}

/** A command held up by gates is what asks for their runs, beside whatever else follows its answer. */
function askingGates(
	key: TaskKey,
	{ after }: SaidWithFacts,
	door: GateFactsDoor,
): After {
	return async (answer) => {
		noteGates(key, answer, door);
		return after === undefined ? answer : after(answer);
	};
}

/** What gates before a task's end are looked at with. */
export interface GateFactsDoor {
	readonly engine: Engine;
	readonly heads: HeadApi;
	/** Told of a task that gates alone keep somebody from ending who may. */
	readonly gatesAsked?: ((key: TaskKey) => void) | undefined;
}

/** The facts for a task that is to be done, as its gates need them now. */
export async function gateFactsOf(
	key: TaskKey,
	{ engine, heads }: GateFactsDoor,
): Promise<GateFacts | undefined> {
	const { config, task } = await engine.inspect((board) => ({
		config: board.board?.config,
		task: board.task(key),
	}));
	if (config === undefined || task === undefined) return undefined;
	return gatherGateFacts(heads, config, task);
}

/** Tells of a task whose gates were all that stood before its end. Whoever is refused for another reason starts no run. */
export function noteGates(
	key: TaskKey,
	answer: Answer | undefined,
	{ gatesAsked }: Pick<GateFactsDoor, "gatesAsked">,
): void {
	if (answer?.ok === false && answer.code === "GATE_FAILED") gatesAsked?.(key);
}
