import { createRequire } from "node:module";

// `minisearch` for the bundle of the command line: loaded with the first index that is made.
export default function MiniSearch(options) {
	const loaded = createRequire(import.meta.url)("./minisearch.cjs");
	return new (loaded.default ?? loaded)(options);
}
