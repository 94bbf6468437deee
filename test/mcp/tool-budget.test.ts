import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { tokenCounter } from "../../src/engine/token-count.ts";
import { listedTools } from "../../src/mcp/listed-tools.ts";
import { TOOL_SETS } from "../../src/mcp/tool-sets.ts";

const count = await tokenCounter();
const tokensOf = (value: unknown) => count(JSON.stringify(value));

test("the worker's tools cost less than 6,000 tokens, on any connection", () => {
	for (const isBound of [true, false]) {
		const tools = listedTools(["worker"], isBound);
		const tokens = tokensOf({ tools });
		console.log(`worker: ${tools.length} tools, ${tokens} tokens`);
		expect(tools.length).toBeGreaterThan(20);
		expect(tokens).toBeLessThan(6_000);
	}
});

test("every listed schema is a JSON Schema, and no schema asks for what a refusal has not", () => {
	const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
	for (const isBound of [true, false])
		for (const { name, inputSchema, outputSchema } of listedTools(
			TOOL_SETS,
			isBound,
		)) {
			expect(() => ajv.compile(inputSchema), name).not.toThrow();
			const answers = ajv.compile(outputSchema as object);
			const refusal = { code: "STALE", message: "", hint: "", retryable: true };
			expect(answers({ ...refusal, data: {} }), name).toBe(true);
		}
});

test("what changes something takes a key, and what only reads takes none", () => {
	for (const { name, inputSchema, annotations } of listedTools(TOOL_SETS, true))
		expect("idempotencyKey" in (inputSchema.properties ?? {}), name).toBe(
			annotations?.readOnlyHint === false,
		);
});
