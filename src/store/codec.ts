import type { z } from "zod";
import type { AgentRecord } from "../core/agent-record.ts";
import type { Baton } from "../core/baton.ts";
import type { BoardDocument } from "../core/config.ts";
import type { Json } from "../core/errors.ts";
import type { LearnedDocuments } from "../core/learned.ts";
import type { Memory } from "../core/memory.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Brief, Note, Task, TaskContext } from "../core/task.ts";
import {
	agentDocument,
	batonDocument,
	boardDocument,
	contextDocument,
	FORMAT,
	memoryDocument,
	taskDocument,
} from "../schema/documents.ts";
import {
	learnedGatesDocument,
	learnedRolesDocument,
	learnedRunsDocument,
} from "../schema/learned-document.ts";
import { planDocument } from "../schema/plan-document.ts";
import { RULES } from "./formats.ts";
import { DOCUMENT_LIMITS, parseStoredYaml, printYaml } from "./yaml.ts";

/** A document read back, or why it cannot be used. */
export type Decoded<T> =
	| { readonly ok: true; readonly value: T }
	| {
			readonly ok: false;
			readonly reason: string;
			/** True when it is not damaged: a newer version of Baton wrote it. */
			readonly newer?: true;
	  };

/** How much of a task's notes one file holds. */
const PAGE = { notes: 100, bytes: 128_000 } as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes of a document. Parsing first puts the fields in the schema's order, so that equal documents are equal bytes. */
function encode(schema: z.ZodType, value: unknown): Uint8Array {
	return encoder.encode(printYaml(schema.parse(value) as Json));
}

function decode<T>(schema: z.ZodType<T>, bytes: Uint8Array): Decoded<T> {
	const text = decodeText(bytes);
	if (!text.ok) return text;
	const parsed = parseStoredYaml(text.value);
	if (!parsed.ok) return { ok: false, reason: parsed.reason };
	if (parsed.value === null) return { ok: false, reason: "it is empty" };
	const newer = newerThanOurs(parsed.value);
	if (newer !== undefined) return { ok: false, reason: newer, newer: true };
	const checked = schema.safeParse(parsed.value);
	if (checked.success) return { ok: true, value: checked.data };
	const [issue] = checked.error.issues;
	return {
		ok: false,
		reason: `${issue?.path.join(".") || "document"}: ${issue?.message ?? "invalid"}`,
	};
}

/** Which of a document's numbers this version does not know yet, if one. */
function newerThanOurs(value: Json): string | undefined {
	const { format, rules } = (value ?? {}) as { format?: Json; rules?: Json };
	if (typeof format === "number" && format > FORMAT)
		return `its format ${format} is newer than this version's ${FORMAT}`;
	return typeof rules === "number" && rules > RULES
		? `its rules ${rules} are newer than this version's ${RULES}`
		: undefined;
}

function decodeText(bytes: Uint8Array): Decoded<string> {
	try {
		return { ok: true, value: decoder.decode(bytes) };
	} catch {
		return { ok: false, reason: "it is not UTF-8" };
	}
}

export const encodeBoard = (board: BoardDocument): Uint8Array =>
	encode(boardDocument, board);
export const decodeBoard = (bytes: Uint8Array): Decoded<BoardDocument> =>
	decode(boardDocument, bytes);
export const encodeTask = (task: Task): Uint8Array =>
	encode(taskDocument, task);
export const decodeTask = (bytes: Uint8Array): Decoded<Task> =>
	decode<Task>(taskDocument, bytes);
export const encodeBaton = (baton: Baton): Uint8Array =>
	encode(batonDocument, { format: FORMAT, ...baton });

export function decodeBaton(bytes: Uint8Array): Decoded<Baton> {
	const decoded = decode(batonDocument, bytes);
	if (!decoded.ok) return decoded;
	const { format: _format, ...baton } = decoded.value;
	return { ok: true, value: baton };
}

export const encodePlan = (plan: Plan): Uint8Array =>
	encode(planDocument, plan);
export const decodePlan = (bytes: Uint8Array): Decoded<Plan> =>
	decode<Plan>(planDocument, bytes);

/** brief.md: the title as heading, the description below it, exactly as it was taken in. */
export function encodeBrief(brief: Brief): Uint8Array {
	return encoder.encode(
		brief.description === ""
			? `# ${brief.title}\n`
			: `# ${brief.title}\n\n${brief.description}\n`,
	);
}

export function decodeBrief(bytes: Uint8Array): Decoded<Brief> {
	const text = decodeText(bytes);
	if (!text.ok) return text;
	const match = /^# ([^\n]+)\n(?:\n([\s\S]+)\n)?$/.exec(text.value);
	const isLarge = bytes.length > DOCUMENT_LIMITS.bytes;
	if (match === null || isLarge)
		return { ok: false, reason: briefFault(text.value, isLarge) };
	return {
		ok: true,
		value: { title: match[1] as string, description: match[2] ?? "" },
	};
}

function briefFault(text: string, isLarge: boolean): string {
	if (isLarge) return `it is larger than ${DOCUMENT_LIMITS.bytes / 1_024} kB`;
	if (text.trim() === "") return "it is empty";
	if (/^(?:<{7}|>{7})(?: |$)/m.test(text))
		return "it holds a merge conflict marker";
	if (text.startsWith("\ufeff")) return "it holds a byte order mark";
	return "it is not a line `# title`, an empty line and a description that ends with a line end";
}

/** The pages of what was said about a task. Notes are only added, so all pages but the first and the last stay as they are. */
export function encodeContext(context: TaskContext): readonly Uint8Array[] {
	const { notes, follow_ups, memory, pending_edit } = context;
	const [first = [], ...rest] = pagesOf(notes);
	return [
		encode(contextDocument, {
			format: FORMAT,
			notes: first,
			...(follow_ups.length === 0 ? {} : { follow_ups }),
			...(memory.length === 0 ? {} : { memory }),
			...(pending_edit === undefined ? {} : { pending_edit }),
		}),
		...rest.map((page) =>
			encode(contextDocument, { format: FORMAT, notes: page }),
		),
	];
}

function pagesOf(notes: readonly Note[]): readonly (readonly Note[])[] {
	const pages: Note[][] = [];
	let bytes = 0;
	for (const note of notes) {
		const size = encoder.encode(note.body).length;
		const page = pages.at(-1);
		const isFull =
			page === undefined ||
			page.length >= PAGE.notes ||
			bytes + size > PAGE.bytes;
		if (isFull) pages.push([note]);
		else page.push(note);
		bytes = isFull ? size : bytes + size;
	}
	return pages;
}

export function decodeContext(
	pages: readonly Uint8Array[],
): Decoded<TaskContext> {
	let context: TaskContext = { notes: [], follow_ups: [], memory: [] };
	for (const page of pages) {
		const decoded = decode(contextDocument, page);
		if (!decoded.ok) return decoded;
		const { format: _format, notes, ...first } = decoded.value;
		context = { ...context, ...first, notes: [...context.notes, ...notes] };
	}
	return { ok: true, value: context };
}

export const encodeAgent = (record: AgentRecord): Uint8Array =>
	encode(agentDocument, record);
export const decodeAgent = (bytes: Uint8Array): Decoded<AgentRecord> =>
	decode<AgentRecord>(agentDocument, bytes);
export const encodeMemory = (memory: readonly Memory[]): Uint8Array =>
	encode(memoryDocument, { format: FORMAT, memory });

export function decodeMemory(bytes: Uint8Array): Decoded<readonly Memory[]> {
	const decoded = decode(memoryDocument, bytes);
	return decoded.ok ? { ok: true, value: decoded.value.memory } : decoded;
}

/** The documents of what finished runs taught, by name. */
const LEARNED = {
	gates: learnedGatesDocument,
	roles: learnedRolesDocument,
	runs: learnedRunsDocument,
} as const;

export const encodeLearned = <Name extends keyof LearnedDocuments>(
	name: Name,
	document: LearnedDocuments[Name],
): Uint8Array => encode(LEARNED[name], document);

export const decodeLearned = <Name extends keyof LearnedDocuments>(
	name: Name,
	bytes: Uint8Array,
): Decoded<LearnedDocuments[Name]> =>
	decode(LEARNED[name] as unknown as z.ZodType<LearnedDocuments[Name]>, bytes);
