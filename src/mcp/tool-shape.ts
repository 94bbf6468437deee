import { z } from "zod";
import { fieldKind } from "../verbs/field-kind.ts";
import { findVerb } from "../verbs/index.ts";
import type { Verb } from "../verbs/verb.ts";
import type { Tool } from "./tool.ts";

/** What a tool takes beside its own arguments. */
export interface ToolShape {
	readonly verb: Verb;
	/** True where a lease id may stand for the task. */
	readonly takesLease: boolean;
	/** True where the version that was read may be told. */
	readonly takesVersion: boolean;
	/** Everything that it takes, strictly; `isBound`: on a connection that has a board of its own. */
	schema(isBound: boolean): z.ZodType<Readonly<Record<string, unknown>>>;
}

const shapes = new WeakMap<Tool, ToolShape>();

/** What follows for a tool from its verb; found out once. Throws for a tool of a verb that there is not. */
export function shapeOf(tool: Tool): ToolShape {
	const known = shapes.get(tool);
	if (known !== undefined) return known;
	const shape = makeShape(tool);
	shapes.set(tool, shape);
	return shape;
}

function makeShape(tool: Tool): ToolShape {
	const verb = findVerb(tool.verb);
	if (verb === undefined)
		throw new Error(`${tool.name} says ${tool.verb}, which is no verb`);
	const takesLease =
		tool.task !== undefined && fieldKind(verb, "fence") !== undefined;
	const takesVersion = fieldKind(verb, "version") !== undefined;
	const text = z.string();
	const own = Object.entries(tool.arguments).map(([name, { schema }]) => [
		name,
		schema,
	]);
	const isTaskOptional = takesLease || tool.task?.isOptional === true;
	const schema = (isBound: boolean) =>
		z.strictObject({
			projectId: isBound || takesLease ? text.optional() : text,
			boardId: text.optional(),
			...(tool.task === undefined
				? {}
				: { [tool.task.named]: isTaskOptional ? text.optional() : text }),
			...(takesLease ? { leaseId: text.optional() } : {}),
			...(Object.fromEntries(own) as Record<string, z.ZodType>),
			...(takesVersion ? { version: z.int().optional() } : {}),
			...(verb.reads === true ? {} : { idempotencyKey: text.optional() }),
		});
	const [bound, unbound] = [schema(true), schema(false)];
	return {
		...{ verb, takesLease, takesVersion },
		schema: (isBound) => (isBound ? bound : unbound),
	};
}
