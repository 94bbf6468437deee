import { build } from "esbuild";

const LIST = /VERBS: readonly Verb\[\] = \[([\s\S]*?)\n\];/;
const IMPORT = /^import \{([^}]*)\} from "(\.\/[^"]+)";$/gm;

/**
 * The verb table for a process that says one verb: each entry is loaded when somebody asks for it by name. `text` is the
 * table as it is written, `dir` where it stands. Throws when it is written in a way that is not understood here.
 */
export async function lazyVerbs(text, dir) {
	const list = LIST.exec(text)?.[1];
	if (list === undefined) throw new Error("the list of verbs was not found");
	const sources = importsIn(text);
	const entries = list
		.replace(/\/\/.*$/gm, "")
		.split(/,\n/)
		.map((entry) => entry.trim())
		.filter((entry) => entry !== "");
	const names = await namesOf(entries, { text, dir });
	const lines = entries.flatMap((entry, at) =>
		names[at].map((name) => {
			const needed = [...sources].filter(([word]) =>
				new RegExp(`\\b${word}\\b`).test(entry),
			);
			// Parameters, because a verb may be called as something that has to be found here: `require` is one.
			const words = needed.map(([word]) => `{ ${word} }`).join(", ");
			const loads = needed
				.map(([, path]) => `require(${JSON.stringify(path)})`)
				.join(", ");
			const value = `[${entry.replace(/\bVERBS\b/g, "all()")}]`;
			return `${JSON.stringify(name)}: () => ((${words}) => ${value})(${loads}).find(({ name }) => name === ${JSON.stringify(name)}),`;
		}),
	);
	return `
const load = {
${lines.join("\n")}
};
const loaded = new Map();
const all = () => Object.keys(load).map((name) => findVerb(name));
export function findVerb(name) {
	if (!loaded.has(name) && Object.hasOwn(load, name)) loaded.set(name, load[name]());
	return loaded.get(name);
}
`;
}

/** Where each imported value comes from. */
function importsIn(text) {
	const sources = new Map();
	for (const [, words, path] of text.matchAll(IMPORT))
		for (const word of words.split(",").map((one) => one.trim()))
			if (word !== "" && !word.startsWith("type ")) sources.set(word, path);
	return sources;
}

/** The names of the verbs that each entry of the list stands for, as the table itself tells them. */
async function namesOf(entries, { text, dir }) {
	const asked = entries.map((entry) => `[${entry}].map(({ name }) => name)`);
	const { outputFiles } = await build({
		stdin: {
			contents: `${text}\nexport const NAMES = [${asked.join(", ")}];`,
			resolveDir: dir,
			loader: "ts",
		},
		bundle: true,
		write: false,
		platform: "node",
		format: "cjs",
	});
	const module = { exports: {} };
	new Function("module", "exports", "require", outputFiles[0].text)(
		module,
		module.exports,
		() => {
			throw new Error("a verb needs more than Baton and zod");
		},
	);
	return module.exports.NAMES;
}
