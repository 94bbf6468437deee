import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../src/core/errors.ts";
import { planFull, storedBytes } from "../../../src/core/plan/size.ts";
import { encodePlan } from "../../../src/store/codec.ts";
import { planOf, plans } from "../../support/random-plans.ts";

test("the bytes of a plan are told near enough to those of its file, and seldom below", () => {
	fc.assert(
		fc.property(plans, (plan) => {
			const [told, real] = [
				storedBytes(plan as unknown as Json),
				encodePlan(plan).length,
			];
			expect(told).toBeGreaterThan(0.9 * real);
			expect(told).toBeLessThan(1.4 * real);
		}),
	);
});

test("a text of many lines counts with what each is indented by", () => {
	const lines = planOf([{ steps: [{ task: "a\n".repeat(2_000) }] }]);
	expect(storedBytes(lines as unknown as Json)).toBeGreaterThan(
		0.9 * encodePlan(lines).length,
	);
});

test("more may be recorded than planned, so that a plan that was taken can be run", () => {
	const steps = (count: number) =>
		planOf([
			{
				steps: Array.from({ length: count }, () => ({
					task: "x".repeat(4_000),
				})),
			},
		]);
	expect(planFull(steps(90), "planned")).toBeUndefined();
	expect(planFull(steps(100), "planned")).toMatchObject({
		code: "QUOTA_EXCEEDED",
		data: { limit: 400_000 },
	});
	expect(planFull(steps(100), "recorded")).toBeUndefined();
	expect(planFull(steps(110), "recorded")).toMatchObject({
		code: "QUOTA_EXCEEDED",
	});
});
