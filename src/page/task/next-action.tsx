import type { PlanTold } from "./told.ts";

const WORDS: Readonly<Record<string, readonly [string, string]>> = {
	DISPATCH: ["info", "Steps to hand out"],
	GATE: ["warn", "A gate is pending"],
	APPROVAL: ["warn", "A person has to agree"],
	WAIT: ["", "Waiting"],
	FAILED: ["bad", "Stuck"],
	COMPLETE: ["good", "Finished"],
};

/** What a run needs next. */
export function NextAction({ next }: { next: PlanTold["next"] }) {
	const [tone, words] = WORDS[next.action] ?? ["", next.action];
	return (
		<p class="task-next">
			<span class={`badge ${tone}`}>{words}</span>{" "}
			{withPlainTimes(next.message ?? "")}
		</p>
	);
}

/** Instants in a sentence as the reader's own clock has them. */
function withPlainTimes(text: string): string {
	return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (instant) =>
		new Date(instant).toLocaleTimeString(),
	);
}
