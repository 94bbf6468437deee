import { type Answer, type Call, NOT_FOUND } from "./call.ts";
import { conditional } from "./conditional.ts";
import { quotaHeaders } from "./limits.ts";
import { answerRest } from "./rest.ts";
import {
	atPrimaryLimit,
	atSecondaryLimit,
	BAD_GATEWAY,
	type Fault,
} from "./rest-faults.ts";
import type { World } from "./world.ts";

/** What asking for costs nothing. */
const FREE = "/rate_limit";

/**
 * Answers a REST call within its caller's limits, and wrongly where that was ordered. A 304 is not counted, and neither is
 * what asks how much is left.
 */
export async function serveCall(
	world: World,
	call: Call,
	ifNoneMatch: string | undefined,
): Promise<Answer> {
	const { limits } = world;
	const isFree = call.path === FREE;
	if (!isFree && limits.isSpent(call.caller))
		return withQuota(world, call, atPrimaryLimit(call));
	const fault = world.faults.take(call);
	const refused = fault && refusedBy(world, call, fault);
	if (refused !== undefined) return refused;
	const answer = conditional(call, await answerRest(world, call), ifNoneMatch);
	if (answer.status !== 304 && !isFree) limits.spend(call.caller);
	return fault === undefined ? withQuota(world, call, answer) : BAD_GATEWAY;
}

/** What a fault answers in the place of the request's own answer; undefined when the request is to be carried out first. */
function refusedBy(
	world: World,
	call: Call,
	{ failure, afterSeconds }: Fault,
): Answer | undefined {
	switch (failure) {
		case "502-after":
			return undefined;
		case "502-before":
			return BAD_GATEWAY;
		case "404":
			return NOT_FOUND;
		case "secondary-403":
			return withQuota(world, call, atSecondaryLimit(403, afterSeconds));
		case "secondary-429":
			return withQuota(world, call, atSecondaryLimit(429, afterSeconds));
		case "primary":
			return exhausted(world, call, afterSeconds);
	}
}

function exhausted(
	{ limits, now }: World,
	call: Call,
	afterSeconds: number | undefined,
): Answer {
	const quota = limits.quotaOf(call.caller);
	const reset =
		afterSeconds === undefined
			? quota.reset
			: Math.ceil(Date.parse(now()) / 1000) + afterSeconds;
	const none = { ...quota, used: quota.limit, remaining: 0, reset };
	return { ...atPrimaryLimit(call), headers: quotaHeaders(none) };
}

function withQuota({ limits }: World, call: Call, answer: Answer): Answer {
	const quota = quotaHeaders(limits.quotaOf(call.caller));
	return { ...answer, headers: { ...answer.headers, ...quota } };
}
