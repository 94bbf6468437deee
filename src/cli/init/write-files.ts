import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StoreUnavailable } from "../../store/store-unavailable.ts";
import type { InitFile } from "./init-files.ts";

/** Takes back what was written. */
export type Undo = () => Promise<void>;

/** Writes what is to be written, all or nothing. Throws `STORE_UNAVAILABLE` when it cannot. */
export async function writeFiles(
	top: string,
	files: readonly InitFile[],
): Promise<Undo> {
	const steps: Undo[] = [];
	const undo = async () => {
		for (const step of steps.splice(0).reverse()) await step();
	};
	for (const { path, action, text, before } of files) {
		if (action === "keep") continue;
		const place = join(top, path);
		try {
			const made = await mkdir(dirname(place), { recursive: true });
			if (made !== undefined) steps.push(() => rm(made, { recursive: true }));
			steps.push(() =>
				before === undefined
					? rm(place, { force: true })
					: writeFile(place, before),
			);
			await writeFile(place, text, before === undefined ? { flag: "wx" } : {});
		} catch (cause) {
			await undo();
			throw new StoreUnavailable(`${path} cannot be written to`, { cause });
		}
	}
	return undo;
}
