import { configFile } from "../../schema/config.ts";
import { DOCUMENT_LIMITS, parseYaml } from "../../store/yaml.ts";
import { lineOfPlace } from "../../store/yaml-place.ts";
import type { ConfigFault } from "./config-fault.ts";

/** A config file as it was written, every default filled in; its logins are still to be resolved. */
export type ConfigInFile = ReturnType<typeof configFile.parse>;

/** What a text says, or everything that is wrong with it. */
export type ParsedConfig =
	| { readonly ok: true; readonly file: ConfigInFile }
	| { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Reads the text of a config file. An empty one says nothing but the defaults. */
export function parseConfig(text: string): ParsedConfig {
	const whole = text.trim() === "" ? "{}" : text;
	const parsed = parseYaml(whole, DOCUMENT_LIMITS);
	if (!parsed.ok) {
		const { reason: message, line } = parsed;
		return { ok: false, faults: [{ path: [], message, line }] };
	}
	const checked = configFile.safeParse(parsed.value);
	if (checked.success) return { ok: true, file: checked.data };
	const faults = checked.error.issues.map((issue) => {
		const place = issue.path.map((part) =>
			typeof part === "number" ? part : String(part),
		);
		const strange =
			issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
		return {
			path: place.length === 0 ? ["the file"] : place,
			message: issue.message,
			line: lineOfPlace(whole, [...place, ...strange]),
		};
	});
	return { ok: false, faults };
}
