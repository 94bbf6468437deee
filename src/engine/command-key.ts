import { type Refusal, refuse } from "../core/errors.ts";

/** Characters that can be printed, and none but those at either end: what carries a key takes blanks off there. */
const KEY = /^[!-~](?:[ -~]{0,253}[!-~])?$/;

/** The key by which a caller makes a command the same command when it is said again. `name` is what the door calls it. */
export function commandKey(
	key: string,
	name: string,
): { readonly key: string } | Refusal {
	return KEY.test(key)
		? { key }
		: refuse(
				"VALIDATION",
				`The ${name} is not 1 to 255 printable characters of ASCII.`,
				"Use a fresh UUID for each command, and the same one to say that command again.",
				{ field: name },
			);
}
