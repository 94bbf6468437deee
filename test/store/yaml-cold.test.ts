import { expect, test } from "vitest";
import { runInFreshProcess } from "../support/fresh-process.ts";
import { HOSTILE_YAML } from "../support/hostile-yaml.ts";

test("a process that has parsed nothing yet survives every hostile text, twice", () => {
	const script = `
		const ok = [];
		for (const [name, text] of Object.entries(input).concat(Object.entries(input))) {
			if (subject.parseYaml(text, subject.PAYLOAD_LIMITS).ok) ok.push(name);
		}
		console.log(JSON.stringify({ read: ok, calls: 2 * Object.keys(input).length }));
	`;
	const output = runInFreshProcess("src/store/yaml.ts", {
		script,
		input: HOSTILE_YAML,
	});
	expect(JSON.parse(output)).toEqual({
		read: [],
		calls: 2 * Object.keys(HOSTILE_YAML).length,
	});
});
