import { expect, test } from "vitest";
import { commandKey } from "../../src/engine/command-key.ts";

test.each(["k", "rotate the logs", "~".repeat(255)])("%j is a key", (key) => {
	expect(commandKey(key, "name")).toEqual({ key });
});

test.each(["", " ", " k", "k ", "a\tb", "a\nb", "schlüssel", "~".repeat(256)])(
	"%j is none, and the refusal names it as the door does",
	(key) => {
		expect(commandKey(key, "idempotencyKey")).toMatchObject({
			code: "VALIDATION",
			data: { field: "idempotencyKey" },
		});
	},
);
