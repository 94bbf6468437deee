import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openHttpStore } from "../../src/store/http-store.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import {
	MemoryRepository,
	openMemoryStore,
} from "../../src/store/memory-store.ts";
import type { Oid } from "../../src/store/store.ts";
import { startGitServer } from "../support/git-server.ts";
import { git } from "../support/staging.ts";
import type { GitPlace } from "./real-git.ts";
import type { StorePlace } from "./store.ts";

const BRANCH = "baton/board";

export async function memoryPlace(): Promise<StorePlace> {
	const repository = new MemoryRepository();
	return {
		open: async () => openMemoryStore(repository),
		async setHead(oid) {
			repository.head = oid;
		},
		close: async () => {},
	};
}

export async function localPlace(): Promise<GitPlace> {
	const dir = await mkdtemp(join(tmpdir(), "baton-local-"));
	await git(dir, "init", "--quiet", "--initial-branch=main");
	return {
		gitdir: join(dir, ".git"),
		branch: BRANCH,
		open: async () => openLocalStore({ dir, branch: BRANCH }),
		setHead: (oid) => setHead(dir, oid),
		close: () => rm(dir, { recursive: true, force: true }),
	};
}

export async function httpPlace(): Promise<GitPlace> {
	const server = await startGitServer();
	const gitdir = await server.create("acme/relay");
	let opened = 0;
	return {
		gitdir,
		branch: BRANCH,
		open: async () =>
			openHttpStore({
				url: server.url("acme/relay"),
				branch: BRANCH,
				cacheDir: join(server.directory, `cache-${++opened}`),
			}),
		setHead: (oid) => setHead(gitdir, oid),
		close: () => server.close(),
	};
}

async function setHead(dir: string, oid: Oid | null): Promise<void> {
	if (oid === null) await git(dir, "update-ref", "-d", `refs/heads/${BRANCH}`);
	else await git(dir, "update-ref", `refs/heads/${BRANCH}`, oid);
}
