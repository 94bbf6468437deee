import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { emptyTree } from "../../src/store/git/tree.ts";
import {
	type HttpStoreOptions,
	openHttpStore,
} from "../../src/store/http-store.ts";
import type { StagedCommit, Store, Version } from "../../src/store/store.ts";
import {
	type Fault,
	type GitServer,
	startGitServer,
} from "../support/git-server.ts";
import { git, stage, textAt } from "../support/staging.ts";

const NOTHING: Version = { oid: null, tree: emptyTree() };
const BRANCH = "baton/board";

describe("a remote that fails", () => {
	let server: GitServer;
	let gitdir: string;
	let store: Store;
	let root: StagedCommit;

	beforeEach(async () => {
		server = await startGitServer();
		gitdir = await server.create("relay");
		store = await open();
		root = stage(NOTHING, { a: "1" });
		await store.append(null, [root]);
	});
	afterEach(async () => {
		await store.close();
		await server.close();
	});

	let caches = 0;
	function open(options: Partial<HttpStoreOptions> = {}): Promise<Store> {
		const cacheDir = join(server.directory, `cache-${++caches}`);
		return openHttpStore({
			url: server.url("relay"),
			branch: BRANCH,
			cacheDir,
			...options,
		});
	}

	/** Lets the next push, or the next reading, fail once. */
	function failNext(
		service: "git-upload-pack" | "git-receive-pack",
		fault: Fault,
	): void {
		server.fault = (request) => {
			if (request.service !== service) return undefined;
			server.fault = undefined;
			return fault;
		};
	}

	it("and loses the answer of a push that took effect: append throws, head shows the commit", async () => {
		const second = stage(root, { a: "2" });
		failNext("git-receive-pack", { kind: "cut-after" });
		await expect(store.append(root.oid, [second])).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		expect(await store.head()).toBe(second.oid);
		expect(textAt(await store.version(second.oid), "a")).toBe("2");
		expect(await store.append(second.oid, [stage(second, { a: "3" })])).toEqual(
			{ kind: "accepted" },
		);
	});

	it("and breaks off before a push took effect: append throws, head shows the base, trying again works", async () => {
		const second = stage(root, { a: "2" });
		failNext("git-receive-pack", { kind: "cut-before" });
		await expect(store.append(root.oid, [second])).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		expect(await store.head()).toBe(root.oid);
		expect(await store.append(root.oid, [second])).toEqual({
			kind: "accepted",
		});
	});

	it("with half a report makes append throw", async () => {
		failNext("git-receive-pack", { kind: "half" });
		await expect(
			store.append(root.oid, [stage(root, { a: "2" })]),
		).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
	});

	it("with half a list of refs, or half a pack, makes reading throw, and the next reading works", async () => {
		failNext("git-upload-pack", { kind: "half" });
		await expect(store.head()).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		const reader = await open();
		failNext("git-upload-pack", { kind: "half" });
		await expect(reader.version(root.oid)).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		expect(textAt(await reader.version(root.oid), "a")).toBe("1");
	});

	it("by a status tells the status and when to come back", async () => {
		failNext("git-receive-pack", {
			kind: "status",
			status: 503,
			headers: { "retry-after": "7" },
		});
		const attempt = store.append(root.oid, [stage(root, { a: "2" })]);
		await expect(attempt).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			status: 503,
			retryAfterMs: 7_000,
		});
		failNext("git-upload-pack", { kind: "status", status: 500 });
		await expect(store.head()).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			status: 500,
		});
		expect(await store.head()).toBe(root.oid);
	});

	it("by redirecting elsewhere is not followed with the token", async () => {
		failNext("git-upload-pack", {
			kind: "status",
			status: 302,
			headers: { location: "http://127.0.0.1:9/" },
		});
		await expect(store.head()).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			status: 302,
		});
	});

	it("by never answering runs into the timeout", async () => {
		const hasty = await open({ timeoutMs: 150 });
		const second = stage(await hasty.version(root.oid), { a: "2" });
		failNext("git-receive-pack", { kind: "hang" });
		await expect(hasty.append(root.oid, [second])).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("did not answer within 150 ms"),
		});
		failNext("git-upload-pack", { kind: "hang" });
		await expect(hasty.head()).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		expect(await hasty.head()).toBe(second.oid);
		await hasty.close();
	});

	it("by not being there at all makes every call throw, and the words name it", async () => {
		const lost = await open({ url: "http://127.0.0.1:9/nowhere.git" });
		const failure = {
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("http://127.0.0.1:9/nowhere.git"),
		};
		await expect(lost.head()).rejects.toMatchObject(failure);
		await expect(lost.version(root.oid)).rejects.toMatchObject(failure);
		await expect(lost.append(null, [root])).rejects.toMatchObject(failure);
	});

	it("by talking nonsense makes every call throw", async () => {
		for (const body of ["", "<html>login</html>", "0000", "zzzz", "0003"]) {
			server.fault = () => ({ kind: "report", body: Buffer.from(body) });
			await expect(
				store.append(root.oid, [stage(root, { a: "2" })]),
			).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
			await expect((await open()).version(root.oid)).rejects.toMatchObject({
				code: "STORE_UNAVAILABLE",
			});
			// An empty list of refs is a true answer: there is no such branch.
			if (body === "0000") expect(await store.head()).toBeNull();
			else
				await expect(store.head()).rejects.toMatchObject({
					code: "STORE_UNAVAILABLE",
				});
		}
	});

	it("for want of the right token says so without telling the token", async () => {
		server.token = "right-token-123";
		const wrong = await open({ token: async () => "wrong-token-456" });
		const error: unknown = await wrong
			.head()
			.catch((thrown: unknown) => thrown);
		expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", status: 401 });
		expect(
			JSON.stringify([error, String(error), (error as Error).stack]),
		).not.toContain("wrong-token");
		const right = await open({ token: async () => "right-token-123" });
		expect(await right.head()).toBe(root.oid);
		expect(
			await right.append(root.oid, [
				stage(await right.version(root.oid), { a: "2" }),
			]),
		).toEqual({ kind: "accepted" });
	});

	it("and repeats the token in its refusal does not get it into ours", async () => {
		const chatty = await open({ token: async () => "ghs_secret" });
		const report = "unpack ok\n";
		const refusal = `ng refs/heads/${BRANCH} hello ghs_secret\n`;
		const body = [report, refusal]
			.map((line) => (line.length + 4).toString(16).padStart(4, "0") + line)
			.join("");
		failNext("git-receive-pack", {
			kind: "report",
			body: Buffer.from(`${body}0000`),
		});
		expect(await chatty.append(root.oid, [stage(root, { a: "2" })])).toEqual({
			kind: "refused",
			reason: "hello ***",
		});
	});

	it("because a hook declines gives its refusal, and the branch stays", async () => {
		await writeFile(join(gitdir, "hooks/pre-receive"), "#!/bin/sh\nexit 1\n", {
			mode: 0o755,
		});
		const result = await store.append(root.oid, [stage(root, { a: "2" })]);
		expect(result).toEqual({
			kind: "refused",
			reason: "pre-receive hook declined",
		});
		expect(await store.head()).toBe(root.oid);
	});

	it("because it cannot take the objects gives its refusal, and the branch stays", async () => {
		await git(gitdir, "config", "receive.maxInputSize", "10");
		const result = await store.append(root.oid, [stage(root, { a: "2" })]);
		expect(result).toMatchObject({
			kind: "refused",
			reason: expect.stringMatching(/^unpack|^index-pack/),
		});
		expect(await store.head()).toBe(root.oid);
	});

	it("because a hook declines when the branch has moved on says that it has moved", async () => {
		const second = stage(root, { a: "2" });
		await store.append(root.oid, [second]);
		await writeFile(join(gitdir, "hooks/pre-receive"), "#!/bin/sh\nexit 1\n", {
			mode: 0o755,
		});
		expect(await store.append(root.oid, [stage(root, { a: "3" })])).toEqual({
			kind: "moved",
		});
	});

	it("because another name is in the way says that it could not update, and not that we lost a race", async () => {
		await git(gitdir, "update-ref", "refs/heads/other", root.oid);
		const blocked = await open({ branch: "other/board" });
		await expect(
			blocked.append(null, [stage(NOTHING, { a: "9" })]),
		).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("refs/heads/other/board"),
		});
	});
});

describe("a remote's clock", () => {
	it("is known after an answer, to the second", async () => {
		const server = await startGitServer();
		await server.create("relay");
		const options = { url: server.url("relay"), branch: BRANCH };
		const store = await openHttpStore({
			...options,
			cacheDir: join(server.directory, "one"),
		});
		expect(store.clockSkewMs()).toBeUndefined();
		await store.head();
		expect(Math.abs(store.clockSkewMs() ?? Number.NaN)).toBeLessThan(2_000);
		const slow = await openHttpStore({
			...options,
			cacheDir: join(server.directory, "two"),
			nowMs: () => Date.now() - 3_600_000,
		});
		await slow.head();
		expect(
			Math.abs((slow.clockSkewMs() ?? Number.NaN) - 3_600_000),
		).toBeLessThan(2_000);
		await server.close();
	});
});

describe("a remote's url", () => {
	it("must be http and carry no credentials, and is not repeated when it does", async () => {
		const open = (url: string) =>
			openHttpStore({ url, branch: BRANCH, cacheDir: "unused" });
		for (const url of [
			"https://x:s3cret@github.com/a/b.git",
			"ssh://github.com/a/b",
			"nonsense s3cret",
		]) {
			const error: unknown = await open(url).catch((thrown: unknown) => thrown);
			expect(error).toBeInstanceOf(TypeError);
			expect(String(error)).not.toContain("s3cret");
		}
	});
});
