import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { may, visibleRepo } from "./access.ts";
import type { Caller } from "./callers.ts";
import { renamedRepo } from "./former-names.ts";
import { startGit } from "./git-process.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

type Service = "git-upload-pack" | "git-receive-pack";

/** A request of git's smart HTTP protocol. */
interface GitRequest {
	readonly owner: string;
	readonly repo: string;
	readonly service: Service;
	/** What stands behind the repository's address, with its query. */
	readonly action: string;
	/** The first of the two requests, which asks for the refs. */
	readonly advertises: boolean;
}

/** The list of ref updates comes before the pack; beyond this no more of it is looked at. */
const MOST_COMMAND_BYTES = 1_000_000;

/** Recognises `/<owner>/<repo>[.git]/info/refs`, `…/git-upload-pack` and `…/git-receive-pack`. */
export function parseGitRequest(
	method: string,
	url: URL,
): GitRequest | undefined {
	const path =
		/^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(
			url.pathname,
		);
	if (path === null) return undefined;
	const [, owner = "", repo = "", action = ""] = path;
	const advertises = action === "info/refs";
	const service = advertises ? url.searchParams.get("service") : action;
	if (method !== (advertises ? "GET" : "POST")) return undefined;
	if (service !== "git-upload-pack" && service !== "git-receive-pack")
		return undefined;
	return { owner, repo, service, action: action + url.search, advertises };
}

/** Answers a git request from the bare repository, with exactly what git says. */
export async function serveGit(
	world: World,
	wanted: GitRequest,
	{ request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
	const refuse = (status: number, message: string) => {
		const headers =
			status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
		response
			.writeHead(status, {
				"content-type": "text/plain",
				connection: "close",
				...headers,
			})
			.end(`${message}\n`);
	};
	const identified = world.callers.identify(request.headers.authorization);
	if (!identified.ok)
		return refuse(identified.status ?? 401, "Invalid username or token.");
	const { caller } = identified;
	const named = { owner: wanted.owner, repo: wanted.repo };
	const repo = visibleRepo(world.tables, caller, named);
	const moved =
		repo === undefined ? renamedRepo(world, caller, named) : undefined;
	if (moved !== undefined) {
		const location = `${world.url}/${moved.full_name}.git/${wanted.action}`;
		request.resume();
		response.writeHead(wanted.advertises ? 301 : 307, { location }).end();
		return;
	}
	if (repo === undefined)
		return refuse(caller === undefined ? 401 : 404, "Repository not found.");
	if (
		wanted.service === "git-upload-pack" &&
		repo.private &&
		!mayRead(world, caller, repo)
	) {
		return refuse(403, "Permission to read was denied.");
	}
	if (wanted.service === "git-upload-pack")
		return run(world, repo, { wanted, request, response });
	if (caller === undefined) return refuse(401, "Authentication required.");
	if (
		!may(world.tables, caller, repo, {
			role: "write",
			permission: "contents",
			level: "write",
		})
	) {
		return refuse(
			403,
			`Permission to ${repo.full_name}.git denied to ${"login" in caller ? caller.login : caller.slug}.`,
		);
	}
	if (repo.archived)
		return refuse(403, "This repository was archived so it is read-only.");
	const push = () =>
		run(world, repo, { wanted, request, response, pusher: caller });
	return wanted.advertises ? push() : world.mirror.receive(repo, push);
}

function mayRead(
	world: World,
	caller: Caller | undefined,
	repo: RepoRow,
): boolean {
	return may(world.tables, caller, repo, {
		role: "read",
		permission: "contents",
		level: "read",
	});
}

interface Exchange {
	readonly wanted: GitRequest;
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly pusher?: Caller;
}

async function run(
	world: World,
	repo: RepoRow,
	exchange: Exchange,
): Promise<void> {
	const { wanted, request, response } = exchange;
	const command = wanted.service.slice("git-".length);
	const args = [
		command,
		"--stateless-rpc",
		...(wanted.advertises ? ["--http-backend-info-refs"] : []),
		".",
	];
	const child = startGit(
		world.mirror.directory(repo),
		args,
		request.headers["git-protocol"]?.toString(),
	);
	const kind = wanted.advertises ? "advertisement" : "result";
	response.writeHead(200, {
		"content-type": `application/x-${wanted.service}-${kind}`,
		"cache-control": "no-cache, max-age=0, must-revalidate",
	});
	const isVersion2 = /version=2/.test(`${request.headers["git-protocol"]}`);
	if (wanted.advertises && !isVersion2)
		response.write(greeting(wanted.service));
	const pushed = feed(exchange, child.stdin);
	// Git's last words go to the log of whoever runs this, not to the client: the protocol has its own place for them.
	child.stderr.resume();
	response.once("close", () => {
		if (!response.writableFinished) child.kill();
	});
	child.stdout.pipe(response, { end: false });
	await new Promise<void>((resolve, reject) => {
		child.once("error", (cause) =>
			reject(
				new Error("git could not be started; is it installed?", { cause }),
			),
		);
		child.once("close", () => resolve());
	});
	// Before the client knows that its push has ended, so that what it asks next is answered with it.
	if (exchange.pusher !== undefined && !wanted.advertises) {
		world.mirror.pushed(repo, parseCommands(pushed()), exchange.pusher);
	}
	response.end();
}

/** What comes before the refs, in the protocol's versions 0 and 1 only. */
function greeting(service: Service): string {
	const line = `# service=${service}\n`;
	return `${(line.length + 4).toString(16).padStart(4, "0")}${line}0000`;
}

/** Hands the request's body to git; the answer tells the first bytes of it, for the ref updates in them. */
function feed(
	{ wanted, request }: Exchange,
	stdin: NodeJS.WritableStream,
): () => Buffer {
	const start: Buffer[] = [];
	let seen = 0;
	if (wanted.advertises) {
		stdin.end();
		return () => Buffer.alloc(0);
	}
	const isZipped = /gzip/.test(request.headers["content-encoding"] ?? "");
	const body = isZipped ? request.pipe(createGunzip()) : request;
	body.on("data", (chunk: Buffer) => {
		if (seen < MOST_COMMAND_BYTES) start.push(chunk);
		seen += chunk.length;
	});
	// A client that goes away, or git that has read enough, shows in git's exit.
	pipeline(body, stdin, () => {});
	return () => Buffer.concat(start);
}

/** The refs that a push names: packet lines `<old> <new> <ref>`, up to the flush that ends them. */
function parseCommands(body: Buffer): string[] {
	const refs: string[] = [];
	for (let at = 0; at + 4 <= body.length; ) {
		const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
		if (!(length > 4)) break;
		const line =
			body.toString("utf8", at + 4, at + length).split("\0", 1)[0] ?? "";
		const ref = /^[0-9a-f]{40} [0-9a-f]{40} (\S+)/.exec(line)?.[1];
		if (ref !== undefined) refs.push(ref);
		at += length;
	}
	return refs;
}
