import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Script } from "node:vm";

// What the commands do, for the bundle of the command line: one file, compiled once and for all where the engine is the one
// that it was built with. Another one compiles it anew and does the same.
let app;

/** One module of it, by the name that the bundle gave it. */
export function fromApp(name) {
	app ??= open();
	return app.modules[name]();
}

function open() {
	const url = new URL("./app.cjs", import.meta.url);
	// It is all ASCII, which takes no decoding.
	const script = new Script(readFileSync(url, "latin1"), {
		filename: url.href,
		cachedData: compiled(new URL("./app.cache", import.meta.url)),
	});
	const exports = {};
	script.runInThisContext()(exports, createRequire(url), url.href);
	return Object.assign(exports, { script });
}

function compiled(url) {
	try {
		return readFileSync(url);
	} catch {
		return undefined;
	}
}

/** What the engine has compiled by now. */
export function compiledSoFar() {
	return app.script.createCachedData();
}
