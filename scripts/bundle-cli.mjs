import { readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const [OUT = path("../dist/cli")] = process.argv.slice(2);
const TARGET = { bundle: true, platform: "node", target: "node20" };

/**
 * Ours say `import { z }`, which brings all of zod along; a namespace brings what is used. And `yaml` waits until a document
 * comes up that Baton did not print itself.
 */
const lean = {
	name: "lean",
	setup({ onLoad, onResolve }) {
		onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async (file) => ({
			loader: "ts",
			contents: (await readFile(file.path, "utf8")).replace(
				'import { z } from "zod"',
				`import * as z from ${JSON.stringify(path("zod-once.mjs"))}`,
			),
		}));
		onResolve({ filter: /^yaml$/ }, () => ({ path: path("yaml-later.mjs") }));
	},
};

// The compiler's own output of these files gives way: a command line starts much faster from few files. Names and lines stay
// as they are written, so that a stack trace can be read.
await rm(OUT, { recursive: true, force: true });
await build({
	...TARGET,
	entryPoints: [path("../src/cli/main.ts")],
	outdir: OUT,
	format: "esm",
	splitting: true,
	legalComments: "eof",
	plugins: [lean],
});
await build({
	...TARGET,
	entryPoints: ["yaml"],
	outfile: `${OUT}/yaml.cjs`,
	format: "cjs",
	legalComments: "eof",
});
