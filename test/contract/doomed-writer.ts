import { openHttpStore } from "../../src/store/http-store.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import { stage } from "../support/staging.ts";

/**
 * A process of its own that adds files of a size to a board and closes the store. The word before is for whoever
 * kills it. It prints the commit that was acknowledged, as soon as it was.
 */
const [, place = "", cacheDir = "", file = "", count = "1", size = "0"] =
	process.argv.slice(2);
const branch = "baton/board";
const store = await (cacheDir === "-"
	? openLocalStore({ dir: place, branch })
	: openHttpStore({ url: place, branch, cacheDir }));
const base = await store.version(await store.head());
const text = Array.from({ length: Number(size) }, (_, index) =>
	((index * 2_654_435_761) % 4_294_967_296).toString(36),
).join("\n");
const files = Array.from({ length: Number(count) }, (_, index) => [
	`${file}/${index}`,
	`${file} ${index}\n${text}`,
]);
const commit = stage(base, Object.fromEntries(files));
const { kind } = await store.append(base.oid, [commit]);
if (kind === "accepted") process.stdout.write(`${commit.oid}\n`);
await store.close();
