import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
	brotliCompressSync,
	brotliDecompressSync,
	gunzipSync,
	gzipSync,
} from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Refusal, refuse } from "../../src/core/errors.ts";
import type { BoardDoor, BoardPlace } from "../../src/engine/board-door.ts";
import { pageRoutes } from "../../src/web/page-routes.ts";

const SHELL = "<!doctype html><title>Baton</title>";
const SCRIPT = "console.log(1);";
const HOME = { owner: "acme", repo: "demo", board: "board" };
const BOARD = "/boards/acme/demo/board";

let folder: string;
let opened: (place: BoardPlace) => Promise<BoardDoor | Refusal>;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "baton-page-"));
	await mkdir(join(folder, "assets"));
	await writeFile(join(folder, "index.html"), SHELL);
	await writeFile(join(folder, "index.html.br"), brotliCompressSync(SHELL));
	const script = join(folder, "assets", "main-AB12.js");
	await writeFile(script, SCRIPT);
	await writeFile(`${script}.br`, brotliCompressSync(SCRIPT));
	await writeFile(`${script}.gz`, gzipSync(SCRIPT));
	await writeFile(join(folder, "assets", "notes.secret"), "no");
	await writeFile(join(folder, "assets", "style-AB12.css"), "a{}");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SEEN = { place: HOME } as BoardDoor;
const seesDemo = async ({ repo }: BoardPlace) =>
	repo === "demo" ? SEEN : refuse("NOT_FOUND", "No.", "Ask.");

function page({ isKnown = true, isHome = true, from = folder } = {}) {
	return pageRoutes({
		folder: from,
		open: (place) => opened(place),
		access: {
			threshold: (_, next) => next(),
			callerOf: async () =>
				isKnown ? { actor: { id: 7, login: "octocat" } } : undefined,
			session: async (c) => c.json({ form: "hosted" }),
			...(isHome ? { home: HOME } : {}),
		},
	});
}

async function get(
	path: string,
	headers: Record<string, string> = {},
	of: Parameters<typeof page>[0] = {},
) {
	opened = seesDemo;
	return page(of).request(path, { headers });
}

describe("the shell", () => {
	test.each(["", "/", "/graph", "/task/t42-1", "/audit?agent=a"])(
		"is at a board's address and %j below it, and never kept",
		async (below) => {
			const response = await get(`${BOARD}${below}`);
			expect(response.status).toBe(200);
			expect(response.headers.get("content-type")).toBe(
				"text/html; charset=utf-8",
			);
			expect(response.headers.get("cache-control")).toBe("no-store");
			expect(await response.text()).toBe(SHELL);
		},
	);

	test("differs in nothing but the status for a board that is not seen, whoever asks", async () => {
		const seen = await get(BOARD);
		const others = [
			await get("/boards/acme/private/board"),
			await get("/boards/nobody/none/board/graph"),
			await get("/boards/acme"),
			await get(BOARD, {}, { isKnown: false }),
		];
		const headers = [...seen.headers];
		for (const other of others) {
			expect(other.status).toBe(404);
			expect([...other.headers]).toEqual(headers);
			expect(await other.text()).toBe(SHELL);
		}
	});

	test("comes with 503 while the board cannot be reached, and a defect is thrown on", async () => {
		const gone = Object.assign(new Error("away"), {
			code: "STORE_UNAVAILABLE",
		});
		opened = () => Promise.reject(gone);
		const response = await page().request(BOARD);
		expect([response.status, await response.text()]).toEqual([503, SHELL]);
		const app = page();
		const thrown: unknown[] = [];
		app.onError((error) => {
			thrown.push(error);
			return new Response(null, { status: 500 });
		});
		opened = () => Promise.reject(new Error("a defect"));
		expect((await app.request(BOARD)).status).toBe(500);
		expect(`${thrown}`).toContain("a defect");
	});

	test("is led to from / where there is one board, and at / where there are many", async () => {
		const led = await get("/");
		expect([led.status, led.headers.get("location")]).toEqual([302, BOARD]);
		const asks = await get("/", {}, { isHome: false });
		expect([asks.status, await asks.text()]).toEqual([200, SHELL]);
	});

	test("that is not built says so in words", async () => {
		const response = await get(BOARD, {}, { from: join(folder, "none") });
		expect(response.status).toBe(404);
		expect(await response.text()).toContain("npm run build");
	});
});

describe("an asset", () => {
	test("is kept for a year, for its name changes with it", async () => {
		const response = await get("/assets/main-AB12.js");
		expect(response.headers.get("cache-control")).toBe(
			"public, max-age=31536000, immutable",
		);
		expect(response.headers.get("content-type")).toBe(
			"text/javascript; charset=utf-8",
		);
		expect(await response.text()).toBe(SCRIPT);
	});

	test.each([
		["gzip, deflate, br, zstd", "br"],
		["gzip", "gzip"],
		["br;q=0, gzip;q=0.5", "gzip"],
		["*", "br"],
		["*;q=0, gzip", "gzip"],
		["identity", null],
		["", null],
		["br;q=0.000, gzip;q=0", null],
	])("to who takes %j goes out as %j", async (accepted, encoding) => {
		const response = await get("/assets/main-AB12.js", {
			"accept-encoding": accepted,
		});
		expect(response.headers.get("content-encoding")).toBe(encoding);
		expect(response.headers.get("vary")).toBe("accept-encoding");
		const bytes = Buffer.from(await response.arrayBuffer());
		expect(response.headers.get("content-length")).toBe(`${bytes.length}`);
		const read = { br: brotliDecompressSync, gzip: gunzipSync };
		const text = encoding === null ? bytes : read[encoding as "br"](bytes);
		expect(text.toString()).toBe(SCRIPT);
	});

	test("that lies there uncompressed alone goes out so", async () => {
		const response = await get("/assets/style-AB12.css", {
			"accept-encoding": "br",
		});
		expect(response.headers.get("content-encoding")).toBeNull();
		expect(await response.text()).toBe("a{}");
	});

	test.each([
		"none.js",
		"../index.html",
		"..%2findex.html",
		"%2e%2e%2findex.html",
		"..%5cindex.html",
		"main-AB12.js%00",
		"main-AB12.js.br",
		"notes.secret",
		"deep/main-AB12.js",
		".js",
		"%E0%A4%A",
		"",
	])("%j is none: 404 in words, which nobody keeps", async (name) => {
		const response = await get(`/assets/${name}`);
		expect(response.status).toBe(404);
		expect(`${response.headers.get("cache-control")}`).not.toContain(
			"immutable",
		);
		expect(await response.text()).not.toBe(SHELL);
	});
});

test("HEAD answers the head alone, and nothing here is written to", async () => {
	opened = seesDemo;
	for (const path of [BOARD, "/assets/main-AB12.js"]) {
		const response = await page().request(path, { method: "HEAD" });
		expect([response.status, await response.text()]).toEqual([200, ""]);
		expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
	}
	for (const path of ["/", BOARD, "/assets/main-AB12.js", "/session"]) {
		const response = await page().request(path, { method: "POST" });
		expect([path, response.status]).toEqual([path, 405]);
	}
});

test("no page runs, loads or is framed by anything from elsewhere", async () => {
	for (const path of [
		"/",
		BOARD,
		"/assets/main-AB12.js",
		"/assets/none.js",
		"/session",
	]) {
		const { headers } = await get(path);
		expect(headers.get("content-security-policy")?.split("; ").sort()).toEqual([
			"base-uri 'none'",
			"connect-src 'self'",
			"default-src 'none'",
			"font-src 'self'",
			"form-action 'self'",
			"frame-ancestors 'none'",
			"img-src 'self' data:",
			"require-trusted-types-for 'script'",
			"script-src 'self'",
			"style-src 'self'",
			"trusted-types dompurify baton-worker",
		]);
		expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
		expect(headers.get("referrer-policy")).toBe("same-origin");
		expect(headers.get("x-content-type-options")).toBe("nosniff");
		expect(headers.get("permissions-policy")).toContain("camera=()");
	}
});
