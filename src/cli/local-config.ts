import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Actor } from "../core/actor.ts";
import {
	type Json,
	type JsonObject,
	type Refusal,
	refuse,
} from "../core/errors.ts";
import { codeOf } from "../store/store-unavailable.ts";
import { DOCUMENT_LIMITS, parseYaml } from "../store/yaml.ts";
import { findVerb } from "../verbs/index.ts";
import { strangerCalled } from "./local-identity.ts";

export const CONFIG_PATH = ".github/baton.yml";

/** What holds here unless the file says otherwise: nobody else pays for pushes, and a gate may be taken on somebody's word. */
const LOCAL_DEFAULTS = { pushes_per_minute: 0, allow_unproven_gates: true };

/** A config for `configure`, which fills in every other default and judges the values. */
export type LocalConfig =
	| { readonly ok: true; readonly config: JsonObject }
	| Refusal;

/**
 * The board's config as the work tree has it. No file is the default config. Logins are names of people here: git's user by
 * that name is meant, anybody else is somebody who is not here.
 */
export async function readLocalConfig(
	top: string | undefined,
	me: Actor | undefined,
): Promise<LocalConfig> {
	const text =
		top === undefined ? "" : await textIfThere(join(top, CONFIG_PATH));
	const parsed = parseYaml(text, DOCUMENT_LIMITS);
	if (!parsed.ok) {
		const { reason, line } = parsed;
		return bad(`${line === undefined ? "" : `line ${line}: `}${reason}`);
	}
	// A file of nothing but comments says nothing.
	const given = parsed.value ?? {};
	if (!isObject(given)) return bad("it is no map of keys and values");
	const { agents, gates } = given;
	const accountOf = accountFor(me);
	const config = {
		...LOCAL_DEFAULTS,
		...given,
		...(isObject(agents) ? { agents: withLogins(agents, accountOf) } : {}),
		...(isObject(gates) ? { gates: withCreators(gates, accountOf) } : {}),
	};
	const fault = faultIn(config);
	return fault === undefined ? { ok: true, config } : bad(fault);
}

/** What `configure` would say against it, with the place in the file. */
function faultIn(config: JsonObject): string | undefined {
	const checked = findVerb("configure")?.input.safeParse({
		name: "board",
		config,
	});
	const issue = checked?.error?.issues[0];
	const place = issue?.path.slice(1).join(".") || "the file";
	return issue && `${place}: ${issue.message}`;
}

/** What an account is, as far as it can be said here; what is no login is left to be refused. */
type AccountOf = (login: Json | undefined) => Json | undefined;

function accountFor(me: Actor | undefined): AccountOf {
	return (login) => {
		if (typeof login !== "string") return login;
		const isMe = login.toLowerCase() === me?.login.toLowerCase();
		return { ...(isMe && me !== undefined ? me : strangerCalled(login)) };
	};
}

function withLogins(agents: JsonObject, accountOf: AccountOf): JsonObject {
	return Object.fromEntries(
		Object.entries(agents).map(([name, agent]) =>
			isObject(agent) && Array.isArray(agent.logins)
				? [name, { ...agent, logins: agent.logins.map(accountOf) as Json[] }]
				: [name, agent],
		),
	);
}

function withCreators(gates: JsonObject, accountOf: AccountOf): JsonObject {
	const resolved = (status: Json) =>
		isObject(status)
			? { ...status, creator: accountOf(status.creator) }
			: status;
	return Object.fromEntries(
		Object.entries(gates).map(([name, gate]) =>
			isObject(gate) && Array.isArray(gate.statuses)
				? [name, { ...gate, statuses: gate.statuses.map(resolved) }]
				: [name, gate],
		),
	);
}

function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function textIfThere(path: string): Promise<string> {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		if (codeOf(error) === "ENOENT") return "";
		throw error;
	}
}

function bad(reason: string): Refusal {
	return refuse(
		"VALIDATION",
		`${CONFIG_PATH}: ${reason.replace(/\.$/, "")}.`,
		"Correct the file and say it again; nothing was changed.",
	);
}
