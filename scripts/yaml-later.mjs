import { createRequire } from "node:module";

// What Baton uses of `yaml`, for the bundle of the command line: the package is loaded with the first call.
const load = () => createRequire(import.meta.url)("./yaml.cjs");

export const parseDocument = (...args) => load().parseDocument(...args);
export const CST = { tokenType: (source) => load().CST.tokenType(source) };
export class Lexer {
	lex(source) {
		return new (load().Lexer)().lex(source);
	}
}
