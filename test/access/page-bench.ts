import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AccessOptions } from "../../src/access/access-options.ts";
import { type Access, agentDoors } from "../../src/agent-doors.ts";
import { refuse } from "../../src/core/errors.ts";
import type { BoardDoor, Caller } from "../../src/engine/board-door.ts";
import { hostedAccess } from "../../src/hosted-access.ts";
import { type Browser, startBrowser } from "../support/browser.ts";
import {
	type AccessBench,
	PUBLIC_URL,
	startAccessBench,
} from "./access-bench.ts";

export const SHELL = "<!doctype html><title>Baton</title>";
export const BOARD = "/boards/acme/demo/board";

/** The page in the hosted form, before a board that whoever signed in can see, and people's browsers. */
export interface PageBench {
	readonly access: AccessBench;
	/** Who came to the board. */
	readonly callers: Caller[];
	browser(): Browser;
	/** Where GitHub sends a person back to who was sent there, as `login`. */
	github(to: string, login?: string): Promise<string>;
	/** A browser whose person has signed in, and what its page has to show. */
	signedIn(login: string): Promise<{ browser: Browser; csrf: string }>;
	end(): Promise<void>;
}

/** Starts it; `change` says what differs from the usual options. */
export async function startPageBench(
	change: (options: AccessOptions) => AccessOptions = (options) => options,
): Promise<PageBench> {
	const access = await startAccessBench();
	const folder = await mkdtemp(join(tmpdir(), "baton-page-"));
	await writeFile(join(folder, "index.html"), SHELL);
	const options = change(access.options);
	const callers: Caller[] = [];
	const doors = agentDoors({
		access: hostedOf(options),
		pageFolder: folder,
		async openBoard(place, caller) {
			callers.push(caller);
			return place.repo === "demo"
				? doorOf(place)
				: refuse("NOT_FOUND", "No.", "Ask.");
		},
		closing: new AbortController().signal,
		newId: () => "correlation-1",
		onDefect: (error) => access.errors.push(error),
		steadyMs: () => performance.now(),
	});
	const browser = () =>
		startBrowser(PUBLIC_URL, (url, init) => doors.request(url, init));
	const github: PageBench["github"] = async (to, login) => {
		const url = new URL(to);
		if (login !== undefined) url.searchParams.set("login", login);
		const response = await fetch(url, { redirect: "manual" });
		return response.headers.get("location") ?? `${response.status}`;
	};
	return {
		...{ access, callers, browser, github },
		async signedIn(login) {
			const own = browser();
			const begun = await own.visit(`/sign-in?to=${BOARD}`);
			const back = await github(begun.headers.get("location") ?? "", login);
			await own.visit(back.replace(PUBLIC_URL, ""), "cross-site");
			const told = await own.call("/session");
			const { csrf } = (await told.json()) as { csrf: string };
			return { browser: own, csrf };
		},
		async end() {
			await access.end();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

function hostedOf(options: AccessOptions): Access {
	const { publicUrl, clientId, clientSecret, privateKey, apiUrl } = options;
	const signIn = { publicUrl, clientId, clientSecret };
	const form = { signIn, privateKey, apiUrl };
	const access = hostedAccess(form, options.onError, options.nowMs);
	if (access === undefined) throw new Error("the doors are closed");
	return access;
}

function doorOf(place: BoardDoor["place"]): BoardDoor {
	return {
		place,
		say: async ({ verb }) => ({ ok: true, verb, opId: "k1", data: {} }),
		wait: async () => ({ ok: true, verb: "wait", opId: "w1", data: {} }),
		watch: () => () => undefined,
	};
}
