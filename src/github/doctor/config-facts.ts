import type { JsonObject } from "../../core/errors.ts";
import { canonicalJson } from "../../store/canonical-json.ts";
import type { ConfigFacts } from "../../verbs/doctor/github-facts.ts";
import { CONFIG_PATH, readConfig } from "../config-file.ts";
import type { DoctorDoor } from "./doctor-door.ts";

/** Whether the config on the default branch can be taken in, and whether it was. */
export async function configFacts(
	{ api, heldConfig }: Pick<DoctorDoor, "api" | "heldConfig">,
	inForce: JsonObject | undefined,
): Promise<{ facts: ConfigFacts; hasProject: boolean }> {
	const text = await api.file(CONFIG_PATH);
	const read = await readConfig({ ...api, file: async () => text });
	if (!read.ok)
		return {
			facts: { invalid: read.message },
			hasProject: inForce?.project !== undefined,
		};
	const differs =
		inForce !== undefined &&
		canonicalJson(read.config) !== canonicalJson(inForce);
	const held = heldConfig?.();
	return {
		facts: {
			differs,
			...(differs && text === undefined ? { missing: true } : {}),
			...(differs && held !== undefined ? { held } : {}),
		},
		hasProject: read.config.project !== undefined,
	};
}
