import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { codeOf } from "../store-unavailable.ts";

/** Git follows borrowed objects no further either. */
export const MAX_ALTERNATES_DEPTH = 5;

/** The directories of objects that another one borrows from, as git lists them there. */
export async function alternatesOf(objects: string): Promise<string[]> {
	try {
		const text = await readFile(join(objects, "info", "alternates"), "utf8");
		return text
			.split("\n")
			.filter((line) => line !== "" && !line.startsWith("#"))
			.map((line) => resolve(objects, line));
	} catch (error) {
		if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
		throw error;
	}
}
