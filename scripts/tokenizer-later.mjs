import { createRequire } from "node:module";

// What Baton uses of `gpt-tokenizer`, for the bundle of the command line: the package is loaded with the first call.
const load = () => createRequire(import.meta.url)("./tokenizer.cjs");

export const isWithinTokenLimit = (...args) =>
	load().isWithinTokenLimit(...args);
export const countTokens = (...args) => load().countTokens(...args);
export const encode = (...args) => load().encode(...args);
