import type { JsonObject } from "../../core/errors.ts";
import { findStep } from "../../core/plan/lookup.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Answer, Done } from "../../engine/answer.ts";
import type { Engine } from "../../engine/perform.ts";
import { knowledgeFor } from "../../planner/knowledge/knowledge-for.ts";
import type { KnowledgePage } from "../../planner/knowledge/page.ts";
import { promptFor } from "../../planner/prompt.ts";
import type { After } from "../hear.ts";
import { readPacks } from "./read-packs.ts";
import type { SourceTexts } from "./source-texts.ts";

/** What prompts are made with. */
export interface PromptDoor {
	readonly engine: Engine;
	readonly sources: SourceTexts;
	readonly onError: (error: unknown, what: string) => void;
}

/** How much of a task's text a prompt repeats, in characters; the issue stands above it. */
const BRIEF_SHOWN = 6_000;

/** Puts the prompt of the step that an answer hands out into the answer, as `prompt`. */
export function withPrompt(door: PromptDoor): After {
	return async (answer) => {
		if (answer?.ok !== true) return answer;
		const step = stepHandedOut(answer);
		if (answer.task === undefined || step === undefined) return answer;
		try {
			return await prompted(answer, { key: answer.task, step, door });
		} catch (error) {
			door.onError(error, `the prompt of step ${answer.task}/${step}`);
			return withWarning(
				answer,
				"The prompt could not be made now; `/action` tries again.",
			);
		}
	};
}

/** The step that was taken, or the first that can be handed out. */
function stepHandedOut({ data }: Done): string | undefined {
	if (typeof data.step_id === "string") return data.step_id;
	const [first] = (
		data.action === "DISPATCH" ? data.steps : []
	) as readonly JsonObject[];
	return first?.id === undefined ? undefined : String(first.id);
}

async function prompted(
	answer: Done,
	{
		key,
		step,
		door,
	}: { readonly key: string; readonly step: string; readonly door: PromptDoor },
): Promise<Answer> {
	const known = await door.engine.inspect((board) => ({
		plan: board.plan(key),
		brief: board.brief(key),
		baton: board.baton(key),
	}));
	const { plan, baton } = known;
	if (plan === undefined) return answer;
	const { pages, warning } = await pagesFor(plan, step, door);
	const prompt = promptFor(plan, step, {
		brief: briefText(known.brief),
		baton,
		knowledge: pages,
		door: "comment",
	});
	if (typeof prompt !== "string") return answer;
	const told = { ...answer, data: { ...answer.data, prompt } };
	return warning === undefined ? told : withWarning(told, warning);
}

/** The pages for a step. Without an answer of GitHub's the step goes on without them, and says so. */
async function pagesFor(
	plan: Plan,
	id: string,
	{ sources, onError }: PromptDoor,
): Promise<{
	readonly pages: readonly KnowledgePage[];
	readonly warning?: string;
}> {
	const found = findStep(plan, id);
	if (!found.ok || found.step.knowledge.length === 0) return { pages: [] };
	try {
		const { pages } = await readPacks(await sources.tree(), sources);
		return { pages: knowledgeFor(plan, id, pages) };
	} catch (error) {
		onError(error, "knowledge packs cannot be read now");
		return {
			pages: [],
			warning: `The pages ${found.step.knowledge.slice(0, 8).join(", ")} could not be read now; they are under .baton/knowledge.`,
		};
	}
}

function briefText({
	title,
	description,
}: {
	readonly title: string;
	readonly description: string;
}): string {
	const text = description === "" ? title : `${title}\n\n${description}`;
	return text.length <= BRIEF_SHOWN
		? text
		: `${text.slice(0, BRIEF_SHOWN)}\n… (the issue has the rest)`;
}

function withWarning(answer: Done, warning: string): Done {
	const before = (answer.data.warnings ?? []) as readonly string[];
	return {
		...answer,
		data: { ...answer.data, warnings: [...before, warning] },
	};
}
