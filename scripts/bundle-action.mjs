import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const ROOT = path("..");
const OUT = path("../.github/actions/baton/dist");
const TARGET = {
	...{ bundle: true, minify: true, write: false, metafile: true },
	...{ platform: "node", target: "node20", format: "cjs" },
	...{ absWorkingDir: ROOT, legalComments: "none", charset: "utf8" },
};

/** The tokenizer is larger than everything else and asked for by a few commands only: it is a file of its own. */
const lean = (version) => ({
	name: "lean",
	setup({ onLoad, onResolve }) {
		onResolve({ filter: /^gpt-tokenizer$/ }, () => ({
			path: "./tokenizer.cjs",
			external: true,
		}));
		onLoad({ filter: /[\\/]src[\\/]build\.ts$/ }, () => ({
			loader: "ts",
			contents: `export const BUILD: string = ${JSON.stringify(version)};`,
		}));
		// Ours say `import { z }`, which brings all of zod along; a namespace brings what is used.
		onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async (file) => ({
			loader: "ts",
			contents: (await readFile(file.path, "utf8")).replace(
				'import { z } from "zod"',
				'import * as z from "zod"',
			),
		}));
	},
});

/** Everything below `.github/actions/baton/dist`, by name, as it has to be for the sources as they are. */
export async function bundleAction() {
	const { version } = JSON.parse(
		await readFile(join(ROOT, "package.json"), "utf8"),
	);
	const program = await build({
		...TARGET,
		entryPoints: [path("../src/actions-main.ts")],
		supported: { "dynamic-import": false },
		plugins: [lean(version)],
	});
	const tokenizer = await build({ ...TARGET, entryPoints: ["gpt-tokenizer"] });
	return {
		"index.js": program.outputFiles[0].text,
		"tokenizer.cjs": tokenizer.outputFiles[0].text,
		// Whatever repository this folder is copied to: these are CommonJS.
		"package.json": '{ "type": "commonjs" }\n',
		"licenses.txt": await licenses([program.metafile, tokenizer.metafile]),
	};
}

/** The licenses of all packages of which something is in the files, in the order of their names. */
async function licenses(metafiles) {
	const folders = new Set();
	for (const input of metafiles.flatMap(({ outputs }) =>
		Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)),
	)) {
		const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
		if (folder !== undefined) folders.add(resolve(ROOT, folder));
	}
	const texts = new Map();
	for (const folder of folders) {
		const { name, version, license } = JSON.parse(
			await readFile(join(folder, "package.json"), "utf8"),
		);
		texts.set(
			`${name} ${version}`,
			`${name} ${version} (${license})\n\n${await licenseOf(folder)}\n`,
		);
	}
	return [...texts.keys()]
		.sort()
		.map((name) => texts.get(name))
		.join(`\n${"-".repeat(72)}\n\n`);
}

async function licenseOf(folder) {
	const name = (await readdir(folder))
		.sort()
		.find((one) => /^licen[cs]e/i.test(one));
	if (name === undefined)
		return "This package comes without the text of its license, which is that of another one here under the same name.";
	const text = await readFile(join(folder, name), "utf8");
	return text.replaceAll("\r\n", "\n").trim();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	const files = await bundleAction();
	const out = resolve(process.argv[2] ?? OUT);
	await rm(out, { recursive: true, force: true });
	await mkdir(out, { recursive: true });
	for (const [name, text] of Object.entries(files))
		await writeFile(join(out, name), text);
}
