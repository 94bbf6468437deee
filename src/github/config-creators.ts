import type { Actor } from "../core/actor.ts";
import type { JsonObject } from "../core/errors.ts";
import type { RepositoryApi } from "./api.ts";

interface GateInFile {
	readonly statuses?:
		| readonly { readonly context: string; readonly creator: string }[]
		| undefined;
}

/** The gates with their statuses' creators resolved, or where a login stands that no account has. */
export type GatesWithCreators =
	| { readonly ok: true; readonly gates: JsonObject }
	| { readonly ok: false; readonly at: string; readonly login: string };

/** The same look-up of accounts by login, asking GitHub once for each. */
export function oncePerLogin({
	account,
}: Pick<RepositoryApi, "account">): Pick<RepositoryApi, "account"> {
	const asked = new Map<string, Promise<Actor | undefined>>();
	return {
		account(login) {
			const key = login.toLowerCase();
			const found = asked.get(key) ?? account(login);
			asked.set(key, found);
			return found;
		},
	};
}

/** Resolves the accounts whose commit statuses gates count, once, when the config is taken in. */
export async function withCreators(
	gates: Readonly<Record<string, GateInFile>>,
	api: Pick<RepositoryApi, "account">,
): Promise<GatesWithCreators> {
	const resolved: Record<string, JsonObject> = {};
	for (const [name, gate] of Object.entries(gates)) {
		const statuses: { context: string; creator: Actor }[] = [];
		for (const { context, creator: login } of gate.statuses ?? []) {
			const creator = await api.account(login);
			if (creator === undefined)
				return { ok: false, at: `gates.${name}.statuses`, login };
			statuses.push({ context, creator });
		}
		resolved[name] = {
			...gate,
			...(gate.statuses === undefined
				? {}
				: { statuses: statuses as unknown as JsonObject[] }),
		} as JsonObject;
	}
	return { ok: true, gates: resolved };
}
