import type { Actor } from "../core/actor.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { configFile } from "../schema/config.ts";
import { DOCUMENT_LIMITS, parseYaml } from "../store/yaml.ts";
import type { RepositoryApi } from "./api.ts";

export const CONFIG_PATH = ".github/baton.yml";

/** A board's config as the default branch has it now, every default written out and every login resolved to its id. */
export type ReadConfig =
	| { readonly ok: true; readonly config: JsonObject }
	| Refusal;

/** Reads and resolves the config. No file is the default config; a bad one is refused with the place of the fault. */
export async function readConfig(
	api: Pick<RepositoryApi, "file" | "account">,
): Promise<ReadConfig> {
	const text = (await api.file(CONFIG_PATH)) ?? "{}";
	const parsed = parseYaml(text.trim() === "" ? "{}" : text, DOCUMENT_LIMITS);
	if (!parsed.ok) return bad(parsed.reason);
	const checked = configFile.safeParse(parsed.value);
	if (!checked.success) {
		const [issue] = checked.error.issues;
		return bad(
			`${issue?.path.join(".") || "the file"}: ${issue?.message ?? "invalid"}`,
		);
	}
	const agents: Record<string, JsonObject> = {};
	for (const [name, agent] of Object.entries(checked.data.agents)) {
		const logins: Actor[] = [];
		for (const login of agent.logins) {
			const account = await api.account(login);
			if (account === undefined)
				return bad(
					`agents.${name}.logins: there is no account ${JSON.stringify(login)}`,
				);
			logins.push(account);
		}
		agents[name] = { ...agent, logins: logins as unknown as JsonObject[] };
	}
	return {
		ok: true,
		config: { ...checked.data, agents } as unknown as JsonObject,
	};
}

function bad(reason: string): Refusal {
	return refuse(
		"VALIDATION",
		`${CONFIG_PATH}: ${reason}.`,
		"Correct the file on the default branch; the last good config stays in force.",
	);
}
