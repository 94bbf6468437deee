import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { ERROR_CODES } from "../../src/core/errors.ts";
import { openApiDocument } from "../../src/web/openapi/document.ts";
import { exampleOf } from "../../src/web/openapi/verb-examples.ts";
import { statusOf } from "../../src/web/refusal-response.ts";
import { sayingOf } from "../../src/web/saying-of.ts";
import { SAYABLE } from "../../src/web/verb-of.ts";
import { waitWish } from "../../src/web/wait-wish.ts";
import { ROOT } from "../support/source-facts.ts";

interface Operation {
	readonly operationId: string;
	readonly parameters?: readonly object[];
	readonly responses: Readonly<Record<string, object>>;
	readonly requestBody?: {
		readonly content: Readonly<
			Record<string, { readonly schema: object; readonly example?: object }>
		>;
	};
}

const document = openApiDocument() as unknown as {
	readonly openapi: string;
	readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
	readonly components: Readonly<
		Record<string, Readonly<Record<string, object>>>
	>;
};

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
	["get", "post"].flatMap((method) => {
		const operation = item[method] as Operation | undefined;
		return operation === undefined ? [] : [{ path, method, item, operation }];
	}),
);

test("docs/openapi.json is what the verb table says", () => {
	const file = join(ROOT, "docs/openapi.json");
	const made = `${JSON.stringify(document, undefined, "\t")}\n`;
	if (process.env.UPDATE_DOCS === "1") writeFileSync(file, made);
	expect(
		readFileSync(file, "utf8") === made,
		"`UPDATE_DOCS=1 npx vitest run test/web/openapi.test.ts` writes it anew",
	).toBe(true);
});

test("each verb that agents may say has its path, and each that only reads can be asked by GET", () => {
	const said = (method: string) =>
		operations
			.filter((one) => one.method === method && /\{board\}\//.test(one.path))
			.map(({ path }) => path.split("/").at(-1));
	const names = SAYABLE.map(({ name }) => name);
	expect(said("post")).toEqual(names);
	expect(said("get")).toEqual([
		...SAYABLE.filter(({ reads }) => reads).map(({ name }) => name),
		"events",
	]);
	expect(names.length).toBeGreaterThan(60);
});

describe("the description holds together:", () => {
	test("operations have names of their own and say how they succeed and fail", () => {
		const ids = operations.map(({ operation }) => operation.operationId);
		expect(new Set(ids).size).toBe(ids.length);
		for (const { operation } of operations)
			expect(Object.keys(operation.responses)).toContain("200");
	});

	test("every reference leads somewhere", () => {
		const references = [
			...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g),
		].map(([, reference = ""]) => reference);
		expect(references.length).toBeGreaterThan(100);
		const lost = references.filter((reference) => {
			const [, kind = "", name = ""] =
				/^#\/components\/(\w+)\/(\w+)$/.exec(reference) ?? [];
			return document.components[kind]?.[name] === undefined;
		});
		expect(lost).toEqual([]);
	});

	test("the names in a path are its parameters, and no parameter is there twice", () => {
		for (const { path, item, operation } of operations) {
			const all = [
				...((item.parameters ?? []) as readonly Record<string, string>[]),
				...((operation.parameters ?? []) as readonly Record<string, string>[]),
			].map((one) =>
				one.$ref === undefined
					? one
					: (document.components.parameters?.[
							one.$ref.split("/").at(-1) as string
						] as Record<string, string>),
			);
			const names = all.map((one) => `${one?.in} ${one?.name}`);
			expect(new Set(names).size).toBe(names.length);
			expect(names.filter((name) => name.startsWith("path "))).toEqual(
				[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `path ${name}`),
			);
		}
	});

	test("every schema is one, and every example fits its own", () => {
		const ajv = new Ajv2020({ strict: false, allErrors: true });
		for (const format of ["uri", "date"]) ajv.addFormat(format, true);
		ajv.addSchema({ $id: "baton", components: document.components });
		const whole = (schema: object) =>
			JSON.parse(
				JSON.stringify(schema).replaceAll(
					'"#/components/',
					'"baton#/components/',
				),
			) as object;
		let examples = 0;
		for (const { operation } of operations)
			for (const { schema, example } of Object.values(
				operation.requestBody?.content ?? {},
			)) {
				expect(ajv.validateSchema(schema)).toBe(true);
				if (example === undefined) continue;
				examples++;
				const fits = ajv.compile(whole(schema));
				fits(example);
				expect([operation.operationId, fits.errors]).toEqual([
					operation.operationId,
					null,
				]);
			}
		for (const schema of Object.values(document.components.schemas ?? {}))
			expect(ajv.validateSchema(schema)).toBe(true);
		expect(examples).toBe(SAYABLE.length);
	});

	test("an example of each verb is taken by it", () => {
		const refused = SAYABLE.flatMap((verb) => {
			const said = sayingOf(verb, exampleOf(verb));
			if ("ok" in said) return [`${verb.name}: ${said.message}`];
			if (verb.name === "wait") return "ok" in waitWish(said) ? ["wait"] : [];
			// What the door adds is not in the example.
			if (verb.name === "configure") return [];
			const parsed = verb.input.safeParse(said.input);
			return parsed.success ? [] : [`${verb.name}: ${parsed.error.message}`];
		});
		expect(refused).toEqual([]);
	});

	test("a verb's own codes are there under their statuses", () => {
		for (const verb of SAYABLE) {
			const found = operations.find(
				({ path, method }) =>
					method === "post" && path.endsWith(`/${verb.name}`),
			);
			for (const code of verb.errors)
				expect(
					Object.keys(found?.operation.responses ?? {}),
					`${verb.name} ${code}`,
				).toContain(String(statusOf(code)));
		}
		expect(ERROR_CODES.map(statusOf).every((status) => status >= 400)).toBe(
			true,
		);
	});
});
