import { visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	fields,
	type Handler,
	invalidField,
	NOT_FOUND,
	type Params,
	route,
} from "./call.ts";
import { forTriage, forWrite, passOn } from "./guard.ts";
import type { LabelRow, RepoRow, Tables } from "./tables.ts";
import type { World } from "./world.ts";

const LABELS = "/repos/:owner/:repo/labels";
const OF_ISSUE = "/repos/:owner/:repo/issues/:number/labels";

const MOST_NAME = 50;
const MOST_DESCRIPTION = 100;

/** Labels and their limits, and labels put on issues: GitHub knows them in any case, the emulator only as they are spelled. */
export const labelRoutes = [
	route(`POST ${LABELS}`, forWrite(checkLabel)),
	route(`PATCH ${LABELS}/:name`, forWrite(checkLabel)),
	route(`DELETE ${LABELS}/:name`, forWrite(passOn)),
	route(`POST ${OF_ISSUE}`, forTriage(withKnownLabels(passOn))),
	route(`PUT ${OF_ISSUE}`, forTriage(withKnownLabels(passOn))),
];

function labelNamed(
	tables: Tables,
	repo: RepoRow,
	name: string,
): LabelRow | undefined {
	const wanted = name.toLowerCase();
	return tables.labels
		.findBy("repo_id", repo.id)
		.find((row) => row.name.toLowerCase() === wanted);
}

function checkLabel(
	call: Call,
	params: Params,
	world: World,
): Answer | Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const { description, color } = fields(call);
	const isNew = params.name === undefined;
	const name = isNew ? fields(call).name : fields(call).new_name;
	if (isNew && (typeof name !== "string" || name.trim() === ""))
		return invalidField("Label", "name", { code: "missing_field" });
	if (typeof name === "string") {
		if (!isName(name)) return invalidField("Label", "name");
		const taken = labelNamed(world.tables, repo, name.trim());
		const isItself = taken?.name.toLowerCase() === params.name?.toLowerCase();
		if (taken !== undefined && !isItself)
			return invalidField("Label", "name", { code: "already_exists" });
	}
	if (color !== undefined && !/^[0-9a-f]{6}$/i.test(`${color}`))
		return invalidField("Label", "color");
	const isFitting =
		typeof description !== "string" ||
		[...description].length <= MOST_DESCRIPTION;
	return isFitting ? world.emulate(call) : invalidField("Label", "description");
}

function isName(name: string): boolean {
	return name.trim() !== "" && [...name].length <= MOST_NAME;
}

/** Lets a call pass with the labels it names spelled as they are in the repository; new ones have to be names. */
export function withKnownLabels(handle: Handler): Handler {
	return (call, params, world) => {
		const repo = visibleRepo(world.tables, call.caller, params);
		const isList = Array.isArray(call.body);
		const labels: unknown = isList ? call.body : fields(call).labels;
		if (repo === undefined || !Array.isArray(labels))
			return handle(call, params, world);
		const names = labels.map((label: unknown) =>
			typeof label === "string" ? label : (label as { name?: unknown })?.name,
		);
		if (!names.every((name) => typeof name === "string" && isName(name)))
			return invalidField("Label", "name");
		const spelled = names.map(
			(name) => labelNamed(world.tables, repo, `${name}`)?.name ?? name,
		);
		const once = [...new Set(spelled)];
		const body = isList ? once : { ...fields(call), labels: once };
		return handle({ ...call, body }, params, world);
	};
}
