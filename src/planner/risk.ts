import { RISKS, type Risk } from "../core/plan/plan.ts";
import type { WorkKind } from "./kind-words.ts";
import {
	DESTRUCTIVE,
	HIGH_WORDS,
	LOSABLE,
	MEDIUM_WORDS,
	RISKY_PLACES,
	type RiskClass,
} from "./risk-words.ts";
import { termsIn, wordsOf } from "./words.ts";

/** How much can go wrong, what is at stake, and what says so. */
export interface RiskFound {
	readonly risk: Risk;
	readonly stakes: readonly RiskClass[];
	readonly evidence: string;
}

/** True for work that a person agrees to before anything is changed. */
export function isHigh(risk: Risk): boolean {
	return risk === "HIGH" || risk === "CRITICAL";
}

/** Kinds of work that change nothing that runs, with the steps their risk goes down. */
const GENTLER: Readonly<Partial<Record<WorkKind, number>>> = {
	docs: 2,
	test: 1,
	investigation: 1,
	review: 1,
};

interface Sign {
	readonly level: 1 | 2;
	readonly stake: RiskClass;
	readonly evidence: string;
	readonly term?: string;
}

/** The risk of a task, by its words and by the files it names. */
export function riskOf(
	text: string,
	kind: WorkKind,
	paths: readonly string[],
): RiskFound {
	const signs = [...wordSigns(text), ...placeSigns(paths)];
	const high = new Set(
		signs.filter(({ level }) => level === 2).map(({ stake }) => stake),
	);
	const isBoth =
		high.size > 1 &&
		(["regulated", "operations", "data"] as const).some((stake) =>
			high.has(stake),
		);
	// Nobody can try again on the only copy.
	const isOnlyCopy =
		signs.some(({ term }) => term === "production") &&
		signs.some(({ stake }) => stake === "data");
	const level =
		isBoth || isOnlyCopy ? 3 : Math.max(0, ...signs.map((sign) => sign.level));
	const gentler = level === 0 ? 0 : (GENTLER[kind] ?? 0);
	const said = signs.map(({ evidence }) => evidence).slice(0, 6);
	const risk = RISKS[Math.max(0, level - gentler)] ?? "LOW";
	return {
		risk,
		stakes: [...new Set(signs.map(({ stake }) => stake))],
		evidence:
			said.length === 0
				? "no word and no file of the task is a risk"
				: `${said.join(", ")}${gentler > 0 ? `; lower, since the task is ${kind}` : ""}`,
	};
}

function wordSigns(text: string): readonly Sign[] {
	const { parts, whole } = wordsOf(text);
	const signs: Sign[] = [];
	for (const stake of Object.keys(HIGH_WORDS) as RiskClass[]) {
		for (const term of termsIn(parts, HIGH_WORDS[stake]))
			signs.push({ level: 2, stake, term, evidence: `"${term}" (${stake})` });
		for (const term of termsIn(parts, MEDIUM_WORDS[stake]))
			signs.push({ level: 1, stake, evidence: `"${term}" (${stake})` });
	}
	// Compounds stay whole here: a drop-down drops nothing.
	const verb = termsIn(whole, DESTRUCTIVE)[0];
	const loss = termsIn(whole, LOSABLE)[0];
	if (verb !== undefined && loss !== undefined)
		signs.push({
			level: 2,
			stake: "data",
			evidence: `"${verb}" with "${loss}" (data)`,
		});
	return signs.sort((a, b) => b.level - a.level);
}

function placeSigns(paths: readonly string[]): readonly Sign[] {
	return paths.flatMap((path) =>
		RISKY_PLACES.filter(([pattern]) => pattern.test(path)).map(
			([, level, stake]): Sign => ({
				level: level === "HIGH" ? 2 : 1,
				stake,
				evidence: `${path} (${stake})`,
			}),
		),
	);
}
