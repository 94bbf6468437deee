import type { ProbotOctokit } from "probot";
import { AnswerCache } from "./answer-cache.ts";
import { Budget } from "./budget.ts";
import { type Answer, askAgain } from "./conditional.ts";
import { type Limits, NO_LIMITS } from "./limits.ts";
import { repeatedReads } from "./repeated-reads.ts";
import { isForToken, isRead } from "./request-kind.ts";
import type { ToldToWait } from "./told-to-wait.ts";

/** What the clients of one App's installations are made with. */
export interface BudgetedOptions {
	/** The client that is built upon; its own repeating is switched off. */
	readonly base: typeof ProbotOctokit;
	readonly limits: Limits;
	readonly nowMs?: () => number;
	readonly steadyMs?: () => number;
	readonly later?: (ms: number, act: () => void) => () => void;
	readonly pause?: (ms: number) => Promise<unknown>;
}

type Client = InstanceType<typeof ProbotOctokit>;

interface GivenOptions {
	readonly throttle?: object;
	readonly request?: { readonly fetch?: typeof fetch };
}

/** Answers that all installations together have kept. */
const CACHE_BYTES = 16 * 1024 * 1024;
/** GitHub itself gives up after 10 s; what does not answer must not keep a place among the requests under way. */
const ANSWER_WITHIN_MS = 15_000;

/**
 * Makes the client that Probot works with: all clients of one installation, however many are made, share one budget, and reading what
 * has not changed costs nothing of the primary limit. To be made anew for each Probot.
 */
export function budgetedOctokit(
	options: BudgetedOptions,
): typeof ProbotOctokit {
	const budgets = new Map<string, Budget>();
	const cache = new AnswerCache(CACHE_BYTES);
	const withBudget = (client: Client, given: object) => {
		const { installationId } = Object((given as { auth?: unknown }).auth) as {
			installationId?: number;
		};
		const whose = `${installationId ?? "app"}`;
		const budget = budgets.get(whose) ?? newBudget(client, whose, options);
		budgets.set(whose, budget);
		hook(client, { whose, budget, cache, options });
		return { budget };
	};
	const { base } = options;
	return base.plugin(withBudget as never).defaults((given: GivenOptions) => ({
		...given,
		request: { ...given.request, fetch: inTime(given.request?.fetch) },
		retry: { enabled: false },
		// What spaces requests beneath must not repeat them: a refusal is for the budget.
		throttle: {
			...given.throttle,
			onRateLimit: () => false,
			onSecondaryRateLimit: () => false,
		},
	})) as typeof ProbotOctokit;
}

/** The budget that a client's requests go through; a client without one is never told to wait. */
export function budgetOf(client: Client): Budget {
	const { budget } = client as Client & { readonly budget?: Budget };
	return budget ?? newBudget(client, "none", { limits: NO_LIMITS });
}

function newBudget(
	{ log }: Client,
	whose: string,
	options: Omit<BudgetedOptions, "base">,
): Budget {
	const name = whose === "app" ? "the App itself" : `installation ${whose}`;
	return new Budget({
		limits: options.limits,
		nowMs: options.nowMs ?? Date.now,
		steadyMs: options.steadyMs ?? (() => performance.now()),
		later: options.later ?? laterBy,
		onBreaker: (told) => log.warn(sayBreaker(name, told)),
	});
}

function sayBreaker(name: string, told: ToldToWait | undefined): string {
	return told === undefined
		? `GitHub is asked again for ${name}`
		: `GitHub wants no requests for ${name} until ${new Date(told.untilMs).toISOString()}: its ${told.limit} limit`;
}

function hook(
	client: Client,
	{
		whose,
		budget,
		cache,
		options,
	}: {
		readonly whose: string;
		readonly budget: Budget;
		readonly cache: AnswerCache;
		readonly options: BudgetedOptions;
	},
): void {
	client.hook.wrap("request", (request, asked) => {
		const { method, url, body } = client.request.endpoint.parse(asked);
		const meant = { method, url, body };
		if (isForToken(meant))
			return budget.sendApart(async () => request(asked)) as never;
		const { headers } = asked;
		const send = (more: Readonly<Record<string, string>>) => {
			// The hooks beneath are bound to these very options: others that are handed on do not reach them.
			asked.headers = { ...headers, ...more };
			return request(asked) as Promise<Answer>;
		};
		if (!isRead(meant)) return budget.send(meant, () => send({})) as never;
		const { accept = "" } = headers;
		const perPage = Number(new URL(url).searchParams.get("per_page") ?? 30);
		const key = `${whose} ${method} ${url} ${accept}`;
		const read = () =>
			budget.send(meant, () => askAgain({ key, perPage, ask: send }, cache));
		const isOnce = asked.request?.retries === 0;
		return (
			isOnce ? read() : repeatedReads(read, options.pause ?? pauseFor)
		) as never;
	});
}

/** Ends what is not answered in time: after waiting for its turn, so that the wait does not count. */
function inTime(speak: typeof fetch = (...asked) => fetch(...asked)) {
	return (input: string, init: RequestInit = {}) =>
		speak(input, {
			...init,
			signal: init.signal ?? AbortSignal.timeout(ANSWER_WITHIN_MS),
		});
}

function pauseFor(ms: number): Promise<unknown> {
	return new Promise<void>((go) => {
		laterBy(ms, go);
	});
}

function laterBy(ms: number, act: () => void): () => void {
	const timer = setTimeout(act, ms);
	timer.unref();
	return () => clearTimeout(timer);
}
