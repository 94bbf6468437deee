import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

import { codeOf } from "../store-unavailable.ts";

/** Who holds a lock: enough to tell, on the same machine, whether that process is still there. */
export interface LockHolder {
	readonly pid: number;
	/** Where the number means something: one boot of one machine, and one space of process numbers on it. */
	readonly place: string;
	/** When the process started, in the system's own words; empty where the system does not tell. */
	readonly started: string;
	/** Names this one lock. */
	readonly token: string;
}

/** A process of this machine as the holder of a lock of that token. */
export function holderHere(pid: number, token: string): LockHolder {
	return { pid, place: placeHere(), started: startOf(pid), token };
}

export function printHolder(holder: LockHolder): string {
	const { pid, place, started, token } = holder;
	return `${JSON.stringify({ baton: 1, pid, place, started, token })}\n`;
}

/** Reads a lock back; undefined for what somebody else wrote, git for one. */
export function readHolder(text: string): LockHolder | undefined {
	const { baton, pid, place, started, token } = fieldsOf(text);
	const isOurs =
		baton === 1 &&
		Number.isSafeInteger(pid) &&
		Number(pid) > 0 &&
		typeof place === "string" &&
		typeof started === "string" &&
		typeof token === "string" &&
		/^[0-9a-f]{8,64}$/.test(token);
	return isOurs ? { pid: Number(pid), place, started, token } : undefined;
}

/** True only when it is certain: of a process on another machine, or in another container, nobody here can know. */
export function isGone({ pid, place, started }: LockHolder): boolean {
	if (place !== placeHere()) return false;
	try {
		process.kill(pid, 0);
	} catch (error) {
		return codeOf(error) === "ESRCH";
	}
	// The number may have been given to another process since.
	const startedNow = startOf(pid);
	return startedNow !== "" && started !== "" && startedNow !== started;
}

function placeHere(): string {
	const boot = orEmpty(() =>
		readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
	);
	const space = orEmpty(() => readlinkSync("/proc/self/ns/pid"));
	return boot === "" ? `host ${hostname()}` : `${boot} ${space}`;
}

/** The 22nd field of a process's `stat`: the second one, its name, may hold spaces and brackets. */
function startOf(pid: number): string {
	const stat = orEmpty(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
	return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function orEmpty(read: () => string): string {
	try {
		return read();
	} catch {
		return "";
	}
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
	try {
		return (JSON.parse(text) ?? {}) as Readonly<Record<string, unknown>>;
	} catch {
		return {};
	}
}
