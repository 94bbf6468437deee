import { createHash } from "node:crypto";
import { type Actor, ROLES, type Role } from "../core/actor.ts";
import type { Command } from "../core/command.ts";
import type { JsonObject } from "../core/errors.ts";
import { isOpId } from "../core/inbox.ts";
import { isAgentName, isTaskKey } from "../core/task.ts";
import { canonicalJson } from "./canonical-json.ts";
import { inputPath } from "./layout.ts";

/** What a commit's message tells beside the command itself. */
export interface Entry {
	readonly command: Command;
	/** Version of the addressed task after the command. */
	readonly version?: number;
	readonly stage?: string;
}

/** A message, and the file that carries the input when it is too long for a trailer. */
export interface Written {
	readonly message: string;
	readonly file?: { readonly path: string; readonly bytes: Uint8Array };
}

/** A message that is no entry of this journal, and why. */
export interface NotAnEntry {
	readonly ok: false;
	readonly reason: string;
}

const INPUT_BYTES_IN_TRAILER = 8_192;
const SUBJECT_LENGTH = 72;

/** Prints an entry as a commit message. `summary` completes the subject and holds no text of a person's. */
export function writeEntry(entry: Entry, summary: string): Written {
	const { command, version, stage } = entry;
	const input = canonicalJson(command.input);
	const bytes = new TextEncoder().encode(input);
	const isLong = bytes.length > INPUT_BYTES_IN_TRAILER;
	const address =
		command.step === undefined
			? command.task
			: `${command.task}/${command.step}`;
	const subject = `${command.verb}${address === undefined ? "" : ` ${address}`}: ${summary}`;
	const message = writeTrailers(subject, [
		["Kind", "op"],
		...commandTrailers(command),
		["Stage", stage === undefined ? undefined : canonicalJson(stage)],
		["Version", version],
		["At", command.at],
		["Now", command.now],
		["Input", isLong ? `file sha256:${sha256(bytes)}` : input],
	]);
	return isLong
		? { message, file: { path: inputPath(command.task), bytes } }
		: { message };
}

/** Names and values of trailers, in order; those without a value are left out. */
export type Trailers = readonly (readonly [
	name: string,
	value: string | number | undefined,
])[];

/** A message of a subject, cut to what git shows of one, and of Baton's trailers. */
export function writeTrailers(subject: string, trailers: Trailers): string {
	const lines = trailers
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => `Baton-${name}: ${value}`);
	return `${shorten(subject)}\n\n${lines.join("\n")}\n`;
}

/** Who said what about which task. */
export function commandTrailers(command: Command): Trailers {
	return [
		["Op", command.verb],
		["Id", command.opId],
		["Task", command.task],
		["Step", command.step],
		["Agent", command.agent],
		["Actor", `${command.actor.login} (${command.actor.id})`],
		["Role", command.role],
	];
}

/**
 * Reads an entry back. `readFile` gives the files of the same commit. A message that Baton did not write, or that was
 * tampered with, is told apart by its reason and never throws.
 */
export function readEntry(
	message: string,
	readFile: (path: string) => Uint8Array | undefined,
): ({ readonly ok: true } & Entry) | NotAnEntry {
	const trailers = trailersOf(message);
	const kind = trailers.get("Kind");
	if (kind === undefined)
		return no("Baton did not write it: it has no Baton-Kind");
	if (kind !== "op") {
		const build = trailers.get("Build");
		return no(
			`this version cannot check commits of kind ${JSON.stringify(kind)}${build === undefined ? "" : ` by Baton ${JSON.stringify(build)}`}`,
		);
	}
	const command = commandOf(message, readFile);
	if ("reason" in command) return command;
	const [stage, version] = ["Stage", "Version"].map((name) =>
		trailers.get(name),
	);
	return {
		ok: true,
		command,
		...(version === undefined ? {} : { version: Number(version) }),
		...(stage === undefined ? {} : { stage: unquote(stage) }),
	};
}

/** Reads the command in a message, of whatever kind it is; `readFile` as for `readEntry`. */
export function commandOf(
	message: string,
	readFile: (path: string) => Uint8Array | undefined,
): Command | NotAnEntry {
	const trailers = trailersOf(message);
	const actor = actorOf(trailers);
	const [verb, opId, task, agent, role, now] = [
		"Op",
		"Id",
		"Task",
		"Agent",
		"Role",
		"Now",
	].map((name) => trailers.get(name));
	if (
		actor === undefined ||
		verb === undefined ||
		agent === undefined ||
		!isAgentName(agent)
	)
		return no("its actor, verb or agent is missing or malformed");
	if (opId === undefined || !isOpId(opId))
		return no("its Baton-Id is missing or malformed");
	if (task !== undefined && !isTaskKey(task))
		return no("its Baton-Task is malformed");
	if (!isRole(role) || now === undefined || Number.isNaN(Date.parse(now)))
		return no("its Baton-Role or Baton-Now is missing or malformed");
	const input = readInput(trailers.get("Input"), task, readFile);
	if (typeof input === "string") return no(input);
	const [step, at] = ["Step", "At"].map((name) => trailers.get(name));
	return {
		verb,
		input,
		...(task === undefined ? {} : { task }),
		...(step === undefined ? {} : { step }),
		actor,
		role,
		agent,
		opId,
		...(at === undefined ? {} : { at }),
		now,
	};
}

/** The op id in a message, without reading the rest of it. */
export function opIdOf(message: string): string | undefined {
	return /^Baton-Id: ([a-z0-9:]{1,80})$/m.exec(message)?.[1];
}

/** The time in a message, without reading the rest of it. */
export function nowOf(message: string): string | undefined {
	const said = /^Baton-Now: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)$/m.exec(
		message,
	)?.[1];
	// Anybody can write a message, also one with a month 99, which no clock can be set by.
	return said === undefined || Number.isNaN(Date.parse(said))
		? undefined
		: said;
}

/** The account that a message names. */
export function actorOf(
	trailers: ReadonlyMap<string, string>,
): Actor | undefined {
	const match = /^(\S{1,100}) \((-?[0-9]{1,16})\)$/.exec(
		trailers.get("Actor") ?? "",
	);
	return match === null
		? undefined
		: { id: Number(match[2]), login: match[1] as string };
}

/** Baton's trailers in a message by name, without their prefix; of several with one name the first. */
export function trailersOf(message: string): ReadonlyMap<string, string> {
	const trailers = new Map<string, string>();
	for (const line of message.split("\n").slice(1)) {
		const match = /^Baton-([A-Z][a-z]+): (.+)$/.exec(line);
		if (match !== null && !trailers.has(match[1] as string))
			trailers.set(match[1] as string, match[2] as string);
	}
	return trailers;
}

function readInput(
	text: string | undefined,
	task: string | undefined,
	readFile: (path: string) => Uint8Array | undefined,
): JsonObject | string {
	const reference = /^file sha256:([0-9a-f]{64})$/.exec(text ?? "");
	const bytes = reference === null ? undefined : readFile(inputPath(task));
	if (
		reference !== null &&
		(bytes === undefined || sha256(bytes) !== reference[1])
	)
		return "its input file is missing or was changed";
	const json = bytes === undefined ? text : new TextDecoder().decode(bytes);
	try {
		const input: unknown = JSON.parse(json ?? "");
		return typeof input === "object" && input !== null && !Array.isArray(input)
			? (input as JsonObject)
			: "its Baton-Input is no object";
	} catch {
		return "its Baton-Input is missing or malformed";
	}
}

function unquote(stage: string): string {
	try {
		return String(JSON.parse(stage));
	} catch {
		return stage;
	}
}

function shorten(subject: string): string {
	return subject.length <= SUBJECT_LENGTH
		? subject
		: `${subject.slice(0, SUBJECT_LENGTH - 1)}…`;
}

function isRole(text: string | undefined): text is Role {
	return (ROLES as readonly (string | undefined)[]).includes(text);
}

function no(reason: string): NotAnEntry {
	return { ok: false, reason };
}

function sha256(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}
