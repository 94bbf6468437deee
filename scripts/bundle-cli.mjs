import { execFileSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { lazyVerbs } from "./lazy-verbs.mjs";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const SOURCE = path("../src/cli");
const OUT = resolve(process.argv[2] ?? path("../dist/cli"));
const TARGET = {
	...{ bundle: true, platform: "node", target: "node20" },
	absWorkingDir: path(".."),
};

/** Packages that wait until somebody needs them, each a file of its own. */
const LATER = {
	yaml: "yaml.cjs",
	minisearch: "minisearch.cjs",
	"gpt-tokenizer": "tokenizer.cjs",
};

/** Ours say `import { z }`, which brings all of zod along; a namespace brings what is used. */
const leanZod = (text) =>
	text.replace(
		'import { z } from "zod"',
		`import * as z from ${JSON.stringify(path("zod-once.mjs"))}`,
	);

/** Large packages wait until somebody needs them. */
const later = {
	name: "later",
	setup({ onResolve }) {
		for (const [name, file] of Object.entries(LATER))
			onResolve({ filter: new RegExp(`^${name}$`) }, () => ({
				path: path(file.replace(".cjs", "-later.mjs")),
			}));
	},
};

/** Large packages wait until somebody needs them, and each verb until it is said. */
const lean = {
	name: "lean",
	setup({ onLoad, onResolve }) {
		onLoad({ filter: /[\\/]src[\\/]verbs[\\/]index\.ts$/ }, async (file) => ({
			loader: "ts",
			contents: await lazyVerbs(
				await readFile(file.path, "utf8"),
				dirname(file.path),
			),
		}));
		onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async (file) => ({
			loader: "ts",
			contents: leanZod(await readFile(file.path, "utf8")),
		}));
		later.setup({ onResolve });
	},
};

/** What the specs of commands load: it goes into the one file of what commands do. */
const inApp = new Set();
const apart = {
	name: "apart",
	setup({ onLoad, onResolve }) {
		onResolve({ filter: /^\.\.\// }, ({ kind, importer, path: to }) => {
			const from = dirname(importer);
			if (kind !== "dynamic-import" || from !== resolve(SOURCE, "commands"))
				return undefined;
			return { path: resolve(from, to), namespace: "app" };
		});
		onLoad({ filter: /.*/, namespace: "app" }, async (file) => {
			inApp.add(file.path);
			const text = await readFile(file.path, "utf8");
			const names = [
				...text.matchAll(/^export (?:async )?(?:const|function) (\w+)/gm),
			].map(([, name]) => name);
			return {
				resolveDir: SOURCE,
				contents: `import { fromApp } from ${JSON.stringify(path("app-later.mjs"))};
export const { ${names.join(", ")} } = fromApp(${JSON.stringify(relative(SOURCE, file.path))});`,
			};
		});
	},
};

// The compiler's own output of these files gives way: a command line starts much faster from few files. Names and lines stay
// as they are written, so that a stack trace can be read.
await rm(OUT, { recursive: true, force: true });
await build({
	...TARGET,
	entryPoints: [`${SOURCE}/main.ts`],
	outfile: `${OUT}/main.js`,
	format: "cjs",
	banner: {
		js: 'const __url = require("node:url").pathToFileURL(__filename).href;',
	},
	define: { "import.meta.url": "__url" },
	supported: { "dynamic-import": false },
	legalComments: "eof",
	plugins: [apart],
});
// Getting the engine's loader of modules going takes longer than all that is in this one.
await writeFile(`${OUT}/package.json`, '{ "type": "commonjs" }\n');
const modules = [...inApp]
	.sort()
	.map(
		(file) =>
			`${JSON.stringify(relative(SOURCE, file))}: () => require(${JSON.stringify(file)}),`,
	);
await build({
	...TARGET,
	stdin: {
		contents: `exports.modules = {\n${modules.join("\n")}\n};`,
		resolveDir: SOURCE,
	},
	outfile: `${OUT}/app.cjs`,
	format: "cjs",
	banner: { js: "(function (exports, require, __url) {" },
	footer: { js: "})" },
	define: { "import.meta.url": "__url" },
	supported: { "dynamic-import": false },
	legalComments: "inline",
	plugins: [lean],
});
for (const [name, file] of Object.entries(LATER))
	await build({
		...TARGET,
		entryPoints: [name],
		outfile: `${OUT}/${file}`,
		format: "cjs",
		legalComments: "eof",
	});
// What speaks MCP or serves the page is started once for a long time, so nothing but the largest packages is left for later.
for (const name of ["mcp-stdio", "page-server"])
	await build({
		...TARGET,
		entryPoints: [path(`../src/${name}-main.ts`)],
		outfile: `${OUT}/${name}.mjs`,
		format: "esm",
		banner: {
			js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
		},
		legalComments: "eof",
		plugins: [later],
	});
execFileSync(process.execPath, [path("compile-app.mjs"), OUT]);
