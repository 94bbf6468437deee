import { isLeaseGone } from "./lease-gone.ts";
import type { Reported } from "./report.ts";
import { sayPatiently } from "./say-patiently.ts";
import type { Held, Shift } from "./shift.ts";

/** Gives the task back unfinished, which costs it no attempt. What is not held any more need not be. */
export async function giveBack(
	shift: Shift,
	{ task, step, agent, fence }: Held,
	reason: string,
): Promise<Reported> {
	const input = { reason, fence };
	const saying = { verb: "release", task, step, agent, input };
	const answer = await sayPatiently(shift, saying, shift.endAll);
	if (answer.ok) return { outcome: "given back", reason, answer };
	const { message } = answer;
	return isLeaseGone(answer)
		? { outcome: "lost", reason: message }
		: { outcome: "not reported", reason: message };
}
