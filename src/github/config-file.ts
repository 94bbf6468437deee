import type { Actor } from "../core/actor.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { lineOfPlace } from "../store/yaml-place.ts";
import type { RepositoryApi } from "./api.ts";
import { oncePerLogin, withCreators } from "./config-creators.ts";
import { type ConfigFault, faultText } from "./config-push/config-fault.ts";
import { type ConfigInFile, parseConfig } from "./config-push/parse-config.ts";

export const CONFIG_PATH = ".github/baton.yml";

/** A board's config as the default branch has it now, every default written out and every login resolved to its id. */
export type ReadConfig =
	| { readonly ok: true; readonly config: JsonObject }
	| Refusal;

/** The same, or everything that is wrong with the file. */
export type CheckedConfig =
	| { readonly ok: true; readonly config: JsonObject }
	| { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Reads and resolves the config. No file is the default config; a bad one is refused with the place of the fault. */
export async function readConfig(
	api: Pick<RepositoryApi, "file" | "account">,
): Promise<ReadConfig> {
	const checked = await checkConfig((await api.file(CONFIG_PATH)) ?? "", api);
	return checked.ok ? checked : bad(checked.faults);
}

/** Resolves the config that a text says. Throws when GitHub cannot be asked for an account. */
export async function checkConfig(
	text: string,
	api: Pick<RepositoryApi, "account">,
): Promise<CheckedConfig> {
	const parsed = parseConfig(text);
	if (!parsed.ok) return parsed;
	const resolved = await resolve(parsed.file, oncePerLogin(api));
	if (resolved.ok) return resolved;
	const placed = (fault: ConfigFault) => ({
		...fault,
		line: lineOfPlace(text, fault.path),
	});
	return { ok: false, faults: resolved.faults.map(placed) };
}

async function resolve(
	file: ConfigInFile,
	api: Pick<RepositoryApi, "account">,
): Promise<CheckedConfig> {
	const agents: Record<string, JsonObject> = {};
	for (const [name, agent] of Object.entries(file.agents)) {
		const logins: Actor[] = [];
		for (const login of agent.logins) {
			const account = await api.account(login);
			if (account === undefined)
				return nobody(["agents", name, "logins"], login);
			logins.push(account);
		}
		agents[name] = { ...agent, logins: logins as unknown as JsonObject[] };
	}
	const made = await withCreators(file.gates, api);
	if (!made.ok) return nobody(made.at.split("."), made.login);
	return {
		ok: true,
		config: { ...file, agents, gates: made.gates } as unknown as JsonObject,
	};
}

function nobody(path: readonly string[], login: string): CheckedConfig {
	const message = `there is no account ${JSON.stringify(login)}`;
	return { ok: false, faults: [{ path, message }] };
}

function bad([fault]: readonly ConfigFault[]): Refusal {
	const reason = fault === undefined ? "it cannot be read" : faultText(fault);
	return refuse(
		"VALIDATION",
		`${CONFIG_PATH}: ${reason}.`,
		"Correct the file on the default branch; the last good config stays in force.",
	);
}
