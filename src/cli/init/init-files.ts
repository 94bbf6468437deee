import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Refusal } from "../../core/errors.ts";
import { codeOf, StoreUnavailable } from "../../store/store-unavailable.ts";
import { CONFIG_PATH } from "../local-config.ts";
import { withAgentsSection } from "./agents-section.ts";
import { CONFIG_TEXT } from "./config-text.ts";
import { ISSUE_FORM_TEXT } from "./issue-form-text.ts";

/** What is to become of one file. `kept`: it is there, and is left alone. */
export interface InitFile {
	/** From the top of the work tree. */
	readonly path: string;
	readonly action: "create" | "replace" | "extend" | "keep";
	readonly text: string;
	/** What it held before; undefined where there was none. */
	readonly before: string | undefined;
}

const FORM_PATH = ".github/ISSUE_TEMPLATE/baton-task.yml";
const AGENTS_PATH = "AGENTS.md";

/** What `init` makes of each of its files, as they are now. Nothing is written. */
export async function initFiles(
	top: string,
	isForced: boolean,
): Promise<
	{ readonly ok: true; readonly files: readonly InitFile[] } | Refusal
> {
	const [config, form, agents] = await Promise.all(
		[CONFIG_PATH, FORM_PATH, AGENTS_PATH].map((path) => textIfThere(top, path)),
	);
	const merged = withAgentsSection(agents);
	if (!merged.ok) return merged;
	const { text } = merged;
	const files: readonly InitFile[] = [
		whole({ path: CONFIG_PATH, text: CONFIG_TEXT, before: config }, isForced),
		whole({ path: FORM_PATH, text: ISSUE_FORM_TEXT, before: form }, isForced),
		{
			path: AGENTS_PATH,
			action:
				agents === undefined ? "create" : agents === text ? "keep" : "extend",
			text,
			before: agents,
		},
	];
	return { ok: true, files };
}

function whole(file: Omit<InitFile, "action">, isForced: boolean): InitFile {
	if (file.before === undefined) return { ...file, action: "create" };
	const isOurs = file.before === file.text;
	return { ...file, action: isForced && !isOurs ? "replace" : "keep" };
}

async function textIfThere(
	top: string,
	path: string,
): Promise<string | undefined> {
	try {
		return await readFile(join(top, path), "utf8");
	} catch (cause) {
		if (codeOf(cause) === "ENOENT") return undefined;
		throw new StoreUnavailable(`${path} cannot be read`, { cause });
	}
}
