import type { Complexity, Mode, Risk } from "../core/plan/plan.ts";
import type { WorkKind } from "./kind-words.ts";
import { isHigh } from "./risk.ts";
import { termsIn, type Words, wordsOf } from "./words.ts";

const terms = (text: string): readonly string[] => text.split(",");

/** Words of a task that reaches far: one point each, two for the second list. */
const WIDE = terms(
	"entire,whole,every,across,throughout,comprehensive,end to end,architecture,distributed,all services,all modules,all endpoints,backend and frontend,frontend and backend,full stack",
);
const VERY_WIDE = terms(
	"redesign,overhaul,rewrite,rebuild,from scratch,microservices,monolith,multi tenant,multi tenancy,event sourcing,new platform,new service",
);
const NARROW = terms(
	"typo,typos,rename,one line,one liner,small,tiny,simple,minor,trivial,tweak,wording,bump,label,color,colour,quick,single,spelling,unused,placeholder,tooltip",
);

/** Kinds of work that are small unless something says otherwise; with the number of words up to which that is believed. */
const SMALL_UP_TO_WORDS: Readonly<Partial<Record<WorkKind, number>>> = {
	bug: 12,
	docs: 40,
	test: 25,
	chore: 25,
	review: 40,
};

/** How far a task reaches, and what says so. */
export function complexityOf(
	text: string,
	kind: WorkKind,
	subTasks: number,
): { readonly complexity: Complexity; readonly evidence: string } {
	const words = wordsOf(text);
	const signs = [...wordSigns(words), ...sizeSigns(words, kind, subTasks)];
	const score = signs.reduce((sum, [points]) => sum + points, 0);
	const isLight = score < 0 && subTasks < 2;
	return {
		complexity: score >= 2 ? "heavy" : isLight ? "light" : "medium",
		evidence:
			signs
				.map(([, evidence]) => evidence)
				.slice(0, 6)
				.join(", ") || "nothing makes it small or wide",
	};
}

type Sign = readonly [points: number, evidence: string];

function wordSigns({ parts }: Words): readonly Sign[] {
	return [
		...termsIn(parts, WIDE).map((term): Sign => [1, `"${term}"`]),
		...termsIn(parts, VERY_WIDE).map((term): Sign => [2, `"${term}"`]),
		...termsIn(parts, NARROW)
			.slice(0, 1)
			.map((term): Sign => [-1, `"${term}"`]),
	];
}

function sizeSigns(
	{ count }: Words,
	kind: WorkKind,
	subTasks: number,
): readonly Sign[] {
	const signs: Sign[] = [];
	if (subTasks >= 6) signs.push([2, `${subTasks} sub-tasks`]);
	else if (subTasks >= 4) signs.push([1, `${subTasks} sub-tasks`]);
	if (count > 200) signs.push([1, `${count} words`]);
	if (count <= (SMALL_UP_TO_WORDS[kind] ?? 0))
		signs.push([-1, `a ${kind} task of ${count} words`]);
	return signs;
}

const CAUSE_UNKNOWN = terms(
	"flaky,intermittent,intermittently,sometimes,randomly,occasionally,root cause,deadlock,race condition,regression,memory leak,why,debug,diagnose,find out,investigate,troubleshoot",
);

/** How a task is gone about: straight, in phases, or cause first. Nothing of HIGH risk or above goes straight. */
export function modeOf(
	text: string,
	kind: WorkKind,
	given: { complexity: Complexity; subTasks: number; risk: Risk },
): { readonly mode: Mode; readonly evidence: string } {
	const unknown = termsIn(wordsOf(text).parts, CAUSE_UNKNOWN)[0];
	if (given.subTasks < 2) {
		if (kind === "investigation")
			return { mode: "investigative", evidence: "it asks for a finding" };
		if (kind === "bug" && unknown !== undefined)
			return {
				mode: "investigative",
				evidence: `"${unknown}": the cause has to be found first`,
			};
		if (given.complexity === "light" && isHigh(given.risk))
			return {
				mode: "phased",
				evidence: `a small task, but of ${given.risk} risk: a person agrees before anything is changed`,
			};
		if (given.complexity === "light")
			return { mode: "direct", evidence: "a small task needs one step" };
	}
	return {
		mode: "phased",
		evidence:
			given.subTasks < 2
				? `${given.complexity} complexity`
				: `${given.subTasks} sub-tasks`,
	};
}
