import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const OUT = resolve(process.argv[2] ?? path("../dist/page"));
const ASSETS = `${OUT}/assets`;

/** Puts a file where it is served from, beside itself in the encodings that browsers take. */
async function serve(file, bytes) {
	const content = Buffer.from(bytes);
	await writeFile(file, content);
	const [br, gz] = await Promise.all([
		promisify(brotliCompress)(content, {
			params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
		}),
		promisify(gzip)(content, { level: 9 }),
	]);
	await writeFile(`${file}.br`, br);
	await writeFile(`${file}.gz`, gz);
}

await rm(OUT, { recursive: true, force: true });
await mkdir(ASSETS, { recursive: true });
const { outputFiles, metafile } = await build({
	absWorkingDir: path(".."),
	entryPoints: {
		main: "src/page/main.tsx",
		style: "src/page/styles/style.css",
	},
	outdir: ASSETS,
	bundle: true,
	splitting: true,
	format: "esm",
	platform: "browser",
	target: ["es2022", "chrome111", "firefox115", "safari16.4"],
	jsx: "automatic",
	jsxImportSource: "preact",
	minify: true,
	entryNames: "[name]-[hash]",
	chunkNames: "[name]-[hash]",
	legalComments: "external",
	metafile: true,
	write: false,
});
for (const { path: file, contents } of outputFiles) await serve(file, contents);

/** Names as the shell says them, and as they are. */
const names = new Map(
	Object.entries(metafile.outputs).flatMap(([file, { entryPoint }]) =>
		entryPoint === "src/page/main.tsx"
			? [["main.js", basename(file)]]
			: entryPoint === "src/page/styles/style.css"
				? [["style.css", basename(file)]]
				: [],
	),
);
const icon = await readFile(path("../src/page/shell/icon.svg"));
const hash = createHash("sha256").update(icon).digest("hex").slice(0, 8);
names.set("icon.svg", `icon-${hash.toUpperCase()}.svg`);
await serve(`${ASSETS}/${names.get("icon.svg")}`, icon);
let shell = await readFile(path("../src/page/shell/shell.html"), "utf8");
for (const [said, name] of names)
	shell = shell.replace(`/assets/${said}`, `/assets/${name}`);
await serve(`${OUT}/index.html`, shell);
