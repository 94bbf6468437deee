import { nearest } from "../verbs/nearest.ts";
import { COMMANDS } from "./command-table.ts";
import type { Misuse } from "./misuse.ts";
import { VERB_COMMANDS } from "./verb-names.ts";

/** What is wrong with a first word that is no command, and which one may have been meant: also one of a group. */
export async function unknownCommand(word: string): Promise<Misuse> {
	const names = [...Object.keys(COMMANDS), ...VERB_COMMANDS];
	const known = new Map(names.map((name) => [name, name]));
	// No verb is a group, and to load one takes long.
	for (const [group, entry] of Object.entries(COMMANDS)) {
		const found = await entry.load();
		if (!("commands" in found)) continue;
		for (const name of Object.keys(found.commands))
			if (!known.has(name)) known.set(name, `${group} ${name}`);
	}
	const near = nearest(word, [...known.keys()]);
	return unknown(word, near === undefined ? undefined : known.get(near), "");
}

/** The same for a word behind the name of a group. */
export function unknownIn(
	group: string,
	word: string,
	names: readonly string[],
): Misuse {
	const near = nearest(word, names);
	const meant = near === undefined ? undefined : `${group} ${near}`;
	return unknown(`${group} ${word.slice(0, 60)}`, meant, `${group} `);
}

function unknown(
	said: string,
	meant: string | undefined,
	before: string,
): Misuse {
	const all = `\`baton ${before}--help\` lists them all.`;
	return {
		problem: `there is no command ${JSON.stringify(said.slice(0, 80))}`,
		hint: meant === undefined ? all : `Did you mean \`baton ${meant}\`? ${all}`,
	};
}
