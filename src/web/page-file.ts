import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { encodingsTaken } from "./page-encoding.ts";

const TYPES: Readonly<Record<string, string>> = {
	html: "text/html; charset=utf-8",
	js: "text/javascript; charset=utf-8",
	css: "text/css; charset=utf-8",
	svg: "image/svg+xml",
	png: "image/png",
	woff2: "font/woff2",
	txt: "text/plain; charset=utf-8",
};
/** One name without a way to any other folder. */
const NAME = /^[A-Za-z0-9_-]{1,100}(?:\.[A-Za-z0-9]{1,10}){1,4}$/;

/** Which file of a folder is wanted, and how it goes out. */
export interface FileWish {
	readonly folder: string;
	/** Without folders. */
	readonly name: string;
	/** The request's `Accept-Encoding`. */
	readonly accepts: string | undefined;
	readonly status?: number;
	readonly caching: string;
}

/** A file as an answer, compressed where it lies there so and that is accepted; undefined for one that is not there. */
export async function fileResponse({
	folder,
	name,
	accepts,
	status = 200,
	caching,
}: FileWish): Promise<Response | undefined> {
	const type = NAME.test(name) && TYPES[name.split(".").at(-1) ?? ""];
	if (!type) return undefined;
	const path = join(folder, name);
	const whole = { name: undefined, suffix: "" };
	for (const encoding of [...encodingsTaken(accepts), whole]) {
		const bytes = await contentOf(`${path}${encoding.suffix}`);
		if (bytes === undefined) continue;
		return new Response(new Uint8Array(bytes), {
			status,
			headers: {
				"content-type": type,
				"content-length": `${bytes.length}`,
				"cache-control": caching,
				vary: "accept-encoding",
				...(encoding.name === undefined
					? {}
					: { "content-encoding": encoding.name }),
			},
		});
	}
	return undefined;
}

async function contentOf(path: string): Promise<Buffer | undefined> {
	try {
		return await readFile(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR")
			return undefined;
		throw new Error(`cannot read ${path}`, { cause: error });
	}
}
