import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import {
	createServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createGunzip } from "node:zlib";

const run = promisify(execFile);

/** A request as a fault sees it. `count` numbers the requests of this service, from 1. */
export interface GitRequest {
	readonly service: "git-upload-pack" | "git-receive-pack";
	readonly repository: string;
	readonly count: number;
}

/**
 * What to do to a request. `cut-before`: break the connection without running git. `cut-after`: let git do it, then break.
 * `half`: send the first half of git's answer, properly ended. `hang`: let git do it and never answer. `report`: answer this
 * text instead of running git.
 */
export type Fault =
	| { readonly kind: "cut-before" | "cut-after" | "half" | "hang" }
	| {
			readonly kind: "status";
			readonly status: number;
			readonly headers?: Record<string, string>;
	  }
	| { readonly kind: "delay"; readonly gate: Promise<void> }
	| { readonly kind: "report"; readonly body: Uint8Array };

export interface GitServer {
	/** Real bare repositories live below it, as `<name>.git`. */
	readonly directory: string;
	/** What was asked so far, oldest first. */
	readonly requests: GitRequest[];
	/** How many bytes of git's answers went out so far. */
	sentBytes: number;
	/** Decides what happens to each request; undefined for the ordinary. */
	fault: ((request: GitRequest) => Fault | undefined) | undefined;
	/** When set, requests must carry it by Basic authorization. */
	token: string | undefined;
	url(repository: string): string;
	/** Makes an empty bare repository and answers its path. */
	create(repository: string): Promise<string>;
	close(): Promise<void>;
}

/** Starts git's smart HTTP on loopback: what a `git push` to it does, git itself does. */
export async function startGitServer(): Promise<GitServer> {
	const directory = await mkdtemp(join(tmpdir(), "baton-git-"));
	const http = createServer((request, response) => {
		void serve(server, request, response).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
	const { port } = http.address() as AddressInfo;
	const server: GitServer = {
		directory,
		requests: [],
		sentBytes: 0,
		fault: undefined,
		token: undefined,
		url: (repository) => `http://127.0.0.1:${port}/${repository}.git`,
		async create(repository) {
			const path = join(directory, `${repository}.git`);
			await run("git", [
				"init",
				"--quiet",
				"--bare",
				"--initial-branch=main",
				path,
			]);
			await run("git", ["-C", path, "config", "http.receivepack", "true"]);
			return path;
		},
		async close() {
			http.closeAllConnections();
			await new Promise((resolve) => http.close(resolve));
			await rm(directory, { recursive: true, force: true });
		},
	};
	return server;
}

async function serve(
	server: GitServer,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const url = new URL(request.url ?? "/", "http://localhost");
	const match =
		/^\/([\w./-]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(
			url.pathname,
		);
	const repository = match?.[1] ?? "";
	const isDiscovery = match?.[2] === "info/refs";
	const service = isDiscovery ? url.searchParams.get("service") : match?.[2];
	if (
		repository.includes("..") ||
		(service !== "git-upload-pack" && service !== "git-receive-pack")
	) {
		response.writeHead(404).end();
		return;
	}
	if (!isAuthorized(server, request)) {
		response.writeHead(401, { "www-authenticate": "Basic" }).end();
		return;
	}
	const job = {
		service,
		path: join(server.directory, `${repository}.git`),
		request,
		response,
	} as const;
	if (isDiscovery) {
		await advertise(job);
		return;
	}
	const asked: GitRequest = {
		service,
		repository,
		count: server.requests.filter((one) => one.service === service).length + 1,
	};
	server.requests.push(asked);
	server.sentBytes += await answer(job, server.fault?.(asked));
}

interface Job {
	readonly service: string;
	readonly path: string;
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
}

async function advertise(job: Job): Promise<void> {
	const { service, response } = job;
	const line = `# service=${service}\n`;
	const isV2 =
		job.request.headers["git-protocol"]?.includes("version=2") === true &&
		service === "git-upload-pack";
	const refs = await runGit(job, ["--advertise-refs"]);
	const head = isV2
		? ""
		: `${(line.length + 4).toString(16).padStart(4, "0")}${line}0000`;
	response.writeHead(200, {
		"content-type": `application/x-${service}-advertisement`,
		"cache-control": "no-cache",
	});
	response.end(Buffer.concat([Buffer.from(head), refs]));
}

async function answer(job: Job, fault: Fault | undefined): Promise<number> {
	const { request, response, service } = job;
	if (fault?.kind === "delay") await fault.gate;
	if (fault?.kind === "status") {
		request.resume();
		response.writeHead(fault.status, fault.headers).end("no");
		return 0;
	}
	const isRun = fault?.kind !== "cut-before" && fault?.kind !== "report";
	const output = isRun ? await runGit(job, []) : Buffer.alloc(0);
	if (fault?.kind === "hang") return 0;
	if (fault?.kind === "cut-before" || fault?.kind === "cut-after") {
		request.socket.destroy();
		return 0;
	}
	const half = Math.floor(output.length / 2);
	const body =
		fault?.kind === "report"
			? fault.body
			: fault?.kind === "half"
				? output.subarray(0, half)
				: output;
	response.writeHead(200, {
		"content-type": `application/x-${service}-result`,
	});
	response.end(body);
	return body.length;
}

async function runGit(
	{ service, path, request }: Job,
	flags: readonly string[],
): Promise<Buffer> {
	const protocol = request.headers["git-protocol"];
	const child = spawn(
		"git",
		[service.replace("git-", ""), "--stateless-rpc", ...flags, path],
		{
			stdio: ["pipe", "pipe", "ignore"],
			env: {
				...process.env,
				...(typeof protocol === "string" ? { GIT_PROTOCOL: protocol } : {}),
			},
		},
	);
	const body =
		request.headers["content-encoding"] === "gzip"
			? request.pipe(createGunzip())
			: request;
	// Git may stop reading early, for instance when it refuses; its answer still counts.
	child.stdin.on("error", () => body.resume());
	body.pipe(child.stdin);
	const chunks: Buffer[] = [];
	child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
	await new Promise((resolve, reject) =>
		child.on("error", reject).on("close", resolve),
	);
	return Buffer.concat(chunks);
}

function isAuthorized({ token }: GitServer, request: IncomingMessage): boolean {
	if (token === undefined) return true;
	const [scheme, encoded] = (request.headers.authorization ?? "").split(" ");
	const [, password] = Buffer.from(encoded ?? "", "base64")
		.toString()
		.split(":");
	return scheme === "Basic" && password === token;
}
