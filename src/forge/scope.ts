import { AsyncLocalStorage } from "node:async_hooks";
import type { Announcement } from "./emulator.ts";
import type { Before } from "./payload.ts";

/**
 * What one request gathers while it is answered. Its events are sent only after its changes are written down, so that no
 * receiver hears of something that a crash undoes.
 */
export interface Scope {
	readonly announced: Announcement[];
	before?: Before;
}

const scopes = new AsyncLocalStorage<Scope>();

/** The scope of the request that is being answered; undefined outside of one. */
export function currentScope(): Scope | undefined {
	return scopes.getStore();
}

/** Takes back the events of a kind that the emulator announced for the present request, to be told more completely. */
export function takeBack(event: string): void {
	const announced = currentScope()?.announced ?? [];
	const kept = announced.filter((announcement) => announcement.event !== event);
	announced.splice(0, announced.length, ...kept);
}

/** Runs `work` with a scope of its own. */
export function withScope<T>(scope: Scope, work: () => Promise<T>): Promise<T> {
	return scopes.run(scope, work);
}
