import { findVerb } from "../verbs/index.ts";
import type { Script } from "./saying.ts";

/**
 * Takes off a queue what only reads and waits for nothing before it. What somebody said, or what was said about a task, is
 * answered in order: a question behind a command is about what the command leaves.
 */
export function takeReadable<T extends { readonly script: Script }>(
	queue: T[],
): readonly T[] {
	const readable: T[] = [];
	const waiting: T[] = [];
	const behind = new Set<string>();
	for (const pending of queue) {
		const about = pending.script.flatMap(subjectsOf);
		const isReading = pending.script.every(
			(saying) => "refusal" in saying || findVerb(saying.verb)?.reads === true,
		);
		if (isReading && about.every((subject) => !behind.has(subject))) {
			readable.push(pending);
			continue;
		}
		for (const subject of about) behind.add(subject);
		waiting.push(pending);
	}
	queue.splice(0, queue.length, ...waiting);
	return readable;
}

function subjectsOf(saying: Script[number]): readonly string[] {
	if ("refusal" in saying) return [];
	const actor = `actor ${saying.actor.id}`;
	return saying.task === undefined ? [actor] : [actor, `task ${saying.task}`];
}
