import { effect, signal } from "@preact/signals";
import type { Role } from "../../core/actor.ts";
import { ask } from "../state/api.ts";
import { type Place, pathOf } from "../state/place.ts";
import { speaker } from "../state/session.ts";

/** A field of a verb's input, as `help` tells it. */
export interface VerbField {
	readonly name: string;
	readonly type: string;
	readonly values?: readonly string[];
	readonly required: boolean;
	readonly about?: string;
}

/** A verb, as `help` tells it. */
export interface VerbFact {
	readonly name: string;
	readonly summary: string;
	readonly role: Role;
	readonly usage: string;
	readonly doors: readonly string[];
	readonly target: "task" | "board";
	readonly step?: "needed" | "optional";
	readonly reads: boolean;
	readonly inputs: readonly VerbField[];
	readonly examples: readonly string[];
	/** Names of the fields that bare words fill, in order, where it has such. */
	readonly words?: readonly string[];
}

/** What whoever speaks may do here. */
export interface OwnRole {
	readonly role: Role;
	/** Who speaks, as leases name it. */
	readonly agent: string;
}

/** All verbs; absent until they were told. */
export const verbFacts = signal<readonly VerbFact[] | undefined>(undefined);
/** Absent until it was told. */
export const ownRole = signal<OwnRole | undefined>(undefined);

let asked: string | undefined;

/** Asks once for each board and speaker what there is to say, and what of it may be said. */
export function learnVerbs(place: Place): void {
	const about = `${pathOf(place)} ${speaker.peek() ?? ""}`;
	if (asked === about) return;
	asked = about;
	ownRole.value = undefined;
	void ask<OwnRole>(place, "ping").then((answer) => {
		if (asked !== about) return;
		if (answer.ok) ownRole.value = answer.data;
		else asked = undefined;
	});
	void ask<{ verbs: readonly VerbFact[] }>(place, "help", { full: true }).then(
		(answer) => {
			if (answer.ok) verbFacts.value = answer.data.verbs;
			else if (asked === about) asked = undefined;
		},
	);
}

// Whoever speaks next has a role of their own.
effect(() => {
	if (speaker.value !== undefined) ownRole.value = undefined;
});
