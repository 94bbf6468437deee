import { z } from "zod";
import { type Day, startOf } from "../../core/days.ts";
import type { JsonObject } from "../../core/errors.ts";
import type { Instant } from "../../core/instant.ts";
import { spread } from "./spread.ts";
import type { TaskFigures } from "./task-figures.ts";

/** How many days are told of at most, and unless asked otherwise. */
export const MAX_DAYS = 90;
const DEFAULT_DAYS = 14;

/** How many days back are asked about, today included. */
export const daysField = z
	.int()
	.min(1)
	.max(MAX_DAYS)
	.default(DEFAULT_DAYS)
	.describe("How many days back `by_day` goes, today included (UTC)");

/** The same of an input that nobody has checked yet. */
export function daysAsked({ days }: JsonObject): number {
	const parsed = daysField.safeParse(days);
	return parsed.success ? parsed.data : DEFAULT_DAYS;
}

/** What happened on a day, as the agents' records tell at its ends. */
const logDay = z.object({
	day: z.string(),
	claims: z.number(),
	lease_losses: z.number(),
	failures: z.number(),
	tokens: z.number(),
	cost_usd: z.number(),
});

/** What the log tells of the last days; `blocked_ms` holds a time for each task that was blocked in them. */
export const surveyFact = z.object({
	whole_from: z.string(),
	days: z.array(logDay),
	blocked_ms: z.array(z.number()),
});
export type SurveyFact = z.infer<typeof surveyFact>;

const UNKNOWN = {
	claims: null,
	lease_losses: null,
	failures: null,
	tokens: null,
	cost_usd: null,
} as const;

/** Day by day what the tasks and, as far as it could be read, the log tell. */
export function dayFigures(
	{ done, created }: Pick<TaskFigures, "done" | "created">,
	survey: SurveyFact | undefined,
	{ days, now }: { readonly days: readonly Day[]; readonly now: Instant },
): JsonObject {
	const told = new Map(survey?.days.map((one) => [one.day, one]));
	return {
		days: days.length,
		from: startOf(days[0] ?? ""),
		now,
		whole_from: survey?.whole_from ?? null,
		throughput: days.map((day) => ({ day, done: done.get(day) ?? 0 })),
		by_day: days.map((day) => ({
			day,
			done: done.get(day) ?? 0,
			created: created.get(day) ?? 0,
			...(told.get(day) ?? UNKNOWN),
		})),
		time_blocked_ms: survey === undefined ? null : spread(survey.blocked_ms),
	};
}
