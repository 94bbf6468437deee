import { type Json, type Refusal, refuse } from "../../core/errors.ts";
import { COMPLEXITIES, RISKS } from "../../core/plan/plan.ts";
import type { PlanOptions } from "../../planner/request.ts";
import type { Said } from "../said.ts";

/** What may be said of a plan that is made by rules. */
const NAMES = ["agents", "risk", "complexity", "model", "knowledge"] as const;
type OptionName = (typeof NAMES)[number];

const MAX_NAMES = 50;
const MAX_CHARACTERS = 200;

/** A `/plan` taken apart: a plan of the caller's own, or what the rules are to keep to; `input` is everything else. */
export type PlanWish = {
	readonly ok: true;
	readonly given: boolean;
	readonly options: PlanOptions;
	readonly input: Said["input"];
};

/** Tells a plan in the block from options in it, and checks the options, said as words or in the block. */
export function planWish({ input }: Said): PlanWish | Refusal {
	const { plan, ...said } = input;
	const isShort = isMap(plan) && !Object.hasOwn(plan, "phases");
	const block: Readonly<Record<string, unknown>> =
		isShort && Object.keys(plan).every(isName) ? plan : {};
	const given = plan !== undefined && !(isShort && block === plan);
	const options: Record<string, unknown> = {};
	const others: Record<string, unknown> = {};
	for (const [name, value] of Object.entries({ ...block, ...said })) {
		if (!isName(name)) others[name] = value;
		else if (given)
			return wrong(
				name,
				"it is for a plan that is made by rules, and there is a plan in the block",
			);
		else {
			const read = READERS[name](value);
			if (read === undefined) return wrong(name, MEANT[name]);
			options[name] = read;
		}
	}
	return {
		ok: true,
		given,
		options,
		input: given ? { ...others, plan } : others,
	};
}

const READERS: Readonly<Record<OptionName, (value: unknown) => unknown>> = {
	agents: names,
	knowledge: names,
	risk: (value) => oneOf(RISKS, String(value).toUpperCase()),
	complexity: (value) => oneOf(COMPLEXITIES, String(value).toLowerCase()),
	model: (value) =>
		typeof value === "string" && isShown(value) ? value.trim() : undefined,
};

const MEANT: Readonly<Record<OptionName, string>> = {
	agents: "it has to be names of roles, with commas between them",
	knowledge: "it has to be names of packs or pages, with commas between them",
	risk: `it has to be one of ${RISKS.join(", ")}`,
	complexity: `it has to be one of ${COMPLEXITIES.join(", ")}`,
	model: "it has to be the name of a model",
};

function names(value: unknown): readonly string[] | undefined {
	const listed = Array.isArray(value) ? value : String(value).split(",");
	const isList = listed.every((one) => typeof one === "string" && isShown(one));
	return isList && listed.length <= MAX_NAMES
		? listed.map((one) => (one as string).trim())
		: undefined;
}

function oneOf(choices: readonly string[], said: string): string | undefined {
	return choices.includes(said) ? said : undefined;
}

function isShown(text: string): boolean {
	return text.trim() !== "" && text.length <= MAX_CHARACTERS;
}

function isName(name: string): name is OptionName {
	return (NAMES as readonly string[]).includes(name);
}

function isMap(value: unknown): value is Readonly<Record<string, Json>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(name: OptionName, why: string): Refusal {
	return refuse(
		"VALIDATION",
		`\`plan\`: ${name}: ${why}.`,
		"Usage: `/plan`, or `/plan risk=HIGH agents=backend-engineer,code-reviewer`, or `/plan` with a plan in a yaml block right below it.",
		{ field: name },
	);
}
