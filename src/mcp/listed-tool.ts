import type { Tool as ListedTool } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { AnswerField, Tool } from "./tool.ts";
import { shapeOf } from "./tool-shape.ts";

type Schema = Readonly<Record<string, unknown>>;

/** A tool as `tools/list` tells it; `isBound`: on a connection that has a board of its own. */
export function listedTool(tool: Tool, isBound: boolean): ListedTool {
	const { verb, schema } = shapeOf(tool);
	const isReading = verb.reads === true;
	return {
		name: tool.name,
		description: tool.about,
		inputSchema: inputSchemaOf(schema(isBound)) as ListedTool["inputSchema"],
		outputSchema: outputSchemaOf(tool, isReading),
		annotations: {
			readOnlyHint: isReading,
			// Of what only reads nobody asks these two.
			...(isReading
				? {}
				: {
						destructiveHint: tool.isDestructive === true,
						idempotentHint: tool.isIdempotent === true,
					}),
			openWorldHint: false,
		},
	};
}

function inputSchemaOf(schema: z.ZodType): Schema {
	const { $schema: _dialect, ...listed } = z.toJSONSchema(schema, {
		io: "input",
		override: ({ jsonSchema }) => {
			// That a number is one which this language can hold is no news to anybody.
			if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER)
				delete jsonSchema.minimum;
			if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER)
				delete jsonSchema.maximum;
			if (jsonSchema.propertyNames !== undefined)
				delete jsonSchema.propertyNames;
			const rest = jsonSchema.additionalProperties;
			if (rest !== false) delete jsonSchema.additionalProperties;
		},
	});
	return listed;
}

/** Nothing in it is required, because a refusal is answered in the same place. */
function outputSchemaOf(
	{ gives, task }: Tool,
	isReading: boolean,
): NonNullable<ListedTool["outputSchema"]> {
	const fields: Record<string, AnswerField> = {
		...gives,
		...(isReading || task === undefined ? {} : { version: "integer" }),
	};
	return {
		type: "object",
		properties: Object.fromEntries(
			Object.entries(fields).map(([name, type]) => [
				name,
				{ type: Array.isArray(type) ? [...type] : (type as string) },
			]),
		),
	};
}
