import {
	CHECK_STATUSES,
	type CheckAction,
	type CheckOutput,
	type CheckRunRow,
	CONCLUSIONS,
	type Conclusion,
} from "./check-tables.ts";

const MOST_ACTIONS = 3;
const MOST_LABEL = 20;
const MOST_DESCRIPTION = 40;
const MOST_IDENTIFIER = 20;
const MOST_TEXT = 65_535;
const MOST_ANNOTATIONS = 50;

type Body = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === "string";
const isNoLonger = (most: number) => (value: unknown) =>
	isText(value) && [...value].length <= most;
const isOneOf = (allowed: readonly string[]) => (value: unknown) =>
	isText(value) && allowed.includes(value);
const isTime = (value: unknown) =>
	isText(value) &&
	/^\d{4}-\d\d-\d\dT/.test(value) &&
	!Number.isNaN(Date.parse(value));
const isObject = (value: unknown): value is Body =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** What each field of a check run has to be, where it is there at all. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
	name: (value) => isText(value) && value.trim() !== "",
	head_sha: isText,
	details_url: (value) => isText(value) && /^https?:\/\/\S+$/i.test(value),
	external_id: isText,
	status: isOneOf(CHECK_STATUSES),
	started_at: isTime,
	completed_at: isTime,
	conclusion: isOneOf(CONCLUSIONS),
	output: isOutput,
	actions: isActions,
};

/**
 * The names of the fields that do not fit; an empty list when all is well. A conclusion has to come with the status
 * `completed` or with `completed_at`, unless the run has one already (`before`).
 */
export function misfits(body: Body, before: CheckRunRow | undefined): string[] {
	const found = Object.entries(FIELDS)
		.filter(([name, fits]) => body[name] !== undefined && !fits(body[name]))
		.map(([name]) => name);
	if (before === undefined)
		found.push(
			...["name", "head_sha"].filter((name) => body[name] === undefined),
		);
	const isCompleted =
		body.status === "completed" || body.completed_at !== undefined;
	const hasConclusion =
		body.conclusion !== undefined || (before?.conclusion ?? null) !== null;
	if (isCompleted && !hasConclusion) found.push("conclusion");
	return found;
}

function isOutput(value: unknown): boolean {
	if (!isObject(value)) return false;
	const { title, summary, text, annotations } = value;
	const fitsAnnotations =
		annotations === undefined ||
		(Array.isArray(annotations) &&
			annotations.length <= MOST_ANNOTATIONS &&
			annotations.every(isAnnotation));
	return (
		(title === undefined || isText(title)) &&
		isNoLonger(MOST_TEXT)(summary) &&
		(text === undefined || isNoLonger(MOST_TEXT)(text)) &&
		fitsAnnotations
	);
}

function isAnnotation(value: unknown): boolean {
	return (
		isObject(value) &&
		isText(value.path) &&
		Number.isInteger(value.start_line) &&
		Number.isInteger(value.end_line) &&
		isOneOf(["notice", "warning", "failure"])(value.annotation_level) &&
		isText(value.message)
	);
}

function isActions(value: unknown): boolean {
	return (
		Array.isArray(value) &&
		value.length <= MOST_ACTIONS &&
		value.every(
			(action) =>
				isObject(action) &&
				isNoLonger(MOST_LABEL)(action.label) &&
				isNoLonger(MOST_DESCRIPTION)(action.description) &&
				isNoLonger(MOST_IDENTIFIER)(action.identifier),
		)
	);
}

/** The columns that a body without misfits sets; `now` is ISO 8601. A conclusion completes the run, another status opens it again. */
export function columnsOf(
	body: Body,
	before: CheckRunRow | undefined,
	now: string,
): Pick<CheckRunRow, ColumnName> {
	const output = body.output as
		| (Partial<CheckOutput> & { annotations?: CheckRunRow["annotations"] })
		| undefined;
	return {
		...stateOf(body, before, now),
		name: (body.name ?? before?.name) as string,
		external_id: (body.external_id ?? before?.external_id ?? "") as string,
		details_url: (body.details_url ?? before?.details_url ?? null) as
			| string
			| null,
		output:
			output === undefined
				? (before?.output ?? { title: null, summary: null, text: null })
				: {
						title: output.title ?? null,
						summary: output.summary ?? null,
						text: output.text ?? null,
					},
		annotations: [
			...(before?.annotations ?? []),
			...(output?.annotations ?? []),
		],
		actions: (body.actions ?? before?.actions ?? []) as CheckAction[],
	};
}

type StateName = "status" | "conclusion" | "started_at" | "completed_at";
type ColumnName =
	| StateName
	| "name"
	| "external_id"
	| "details_url"
	| "output"
	| "annotations"
	| "actions";

function stateOf(
	body: Body,
	before: CheckRunRow | undefined,
	now: string,
): Pick<CheckRunRow, StateName> {
	const started_at = seconds(body.started_at) ?? before?.started_at ?? now;
	const completed_at = seconds(body.completed_at);
	if (body.conclusion !== undefined)
		return {
			status: "completed",
			conclusion: body.conclusion as Conclusion,
			started_at,
			completed_at: completed_at ?? before?.completed_at ?? now,
		};
	const isKept = body.status === undefined || body.status === "completed";
	if (isKept && before !== undefined)
		return {
			status: before.status,
			conclusion: before.conclusion,
			started_at,
			completed_at: completed_at ?? before.completed_at,
		};
	const status = body.status === "in_progress" ? "in_progress" : "queued";
	return { status, conclusion: null, started_at, completed_at: null };
}

function seconds(time: unknown): string | undefined {
	return typeof time === "string"
		? `${new Date(time).toISOString().slice(0, 19)}Z`
		: undefined;
}
