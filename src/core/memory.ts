import type { Instant } from "./instant.ts";
import type { TaskKey } from "./task.ts";

/** Who a remembered fact is for: whoever works on a task, one agent wherever it works, or everybody. */
export const MEMORY_SCOPES = ["task", "agent", "shared"] as const;
export type MemoryScope = (typeof MEMORY_SCOPES)[number];

/** A place where facts are remembered. */
export type MemoryPlace =
	| { readonly task: TaskKey }
	| { readonly agent: string }
	| "shared";

/** A fact under a name. One that has expired counts as forgotten, and is dropped when its place is next written to. */
export interface Memory {
	readonly key: string;
	readonly value: string;
	/** The agent that said so. */
	readonly by: string;
	readonly at: Instant;
	readonly expires_at?: Instant;
}

/** Bytes of a value, and how many facts each kind of place keeps. */
export const MEMORY_LIMITS = {
	valueBytes: 4_096,
	facts: { task: 64, agent: 64, shared: 256 },
} as const;

/** True for a text that may name a fact. */
export function isMemoryKey(text: string): boolean {
	return /^[a-z0-9][a-z0-9._/-]{0,79}$/.test(text);
}

/** The facts that still hold, in key order. */
export function remembered(
	memory: readonly Memory[],
	now: Instant,
): readonly Memory[] {
	return memory.filter(
		({ expires_at }) => expires_at === undefined || expires_at > now,
	);
}

/** The facts that still hold with one more, in place of the one of that name; in key order. */
export function withFact(
	memory: readonly Memory[],
	fact: Memory,
): readonly Memory[] {
	const others = withoutFact(memory, fact.key, fact.at);
	const after = others.findIndex(({ key }) => key > fact.key);
	const at = after === -1 ? others.length : after;
	return [...others.slice(0, at), fact, ...others.slice(at)];
}

/** The facts that still hold but for the one of that name. */
export function withoutFact(
	memory: readonly Memory[],
	key: string,
	now: Instant,
): readonly Memory[] {
	return remembered(memory, now).filter((fact) => fact.key !== key);
}
