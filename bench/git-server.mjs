import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { join } from "node:path";
import { createGunzip } from "node:zlib";

import { answerRequests } from "./child.mjs";
import { GIT_ENV } from "./git.mjs";

/** Git's smart HTTP on loopback, in a process of its own: git itself does the work. The argument is where repositories live. */
const [root = "."] = process.argv.slice(2);

const server = createServer((request, response) => {
	serve(request, response).catch((error) => {
		console.error(error);
		response.destroy();
	});
});

answerRequests({
	listen: () =>
		new Promise((resolve) => {
			server.listen(0, "127.0.0.1", () => resolve(server.address()));
		}),
});

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function serve(request, response) {
	const url = new URL(request.url ?? "/", "http://localhost");
	const match =
		/^\/([\w-]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(
			url.pathname,
		);
	const isDiscovery = match?.[2] === "info/refs";
	const service = isDiscovery ? url.searchParams.get("service") : match?.[2];
	if (service !== "git-upload-pack" && service !== "git-receive-pack") {
		response.writeHead(404).end();
		return;
	}
	const isV2 =
		service === "git-upload-pack" &&
		request.headers["git-protocol"] === "version=2";
	const kind = isDiscovery ? "advertisement" : "result";
	response.writeHead(200, {
		"content-type": `application/x-${service}-${kind}`,
	});
	if (isDiscovery && !isV2) {
		const line = `# service=${service}\n`;
		const length = (line.length + 4).toString(16).padStart(4, "0");
		response.write(`${length}${line}0000`);
	}
	const child = spawn(
		"git",
		[
			service.slice("git-".length),
			"--stateless-rpc",
			...(isDiscovery ? ["--advertise-refs"] : []),
			join(root, `${match?.[1]}.git`),
		],
		{
			// What git has to say of a lost race it says in its answer as well.
			stdio: ["pipe", "pipe", "ignore"],
			env: { ...GIT_ENV, ...(isV2 ? { GIT_PROTOCOL: "version=2" } : {}) },
		},
	);
	const isZipped = request.headers["content-encoding"] === "gzip";
	const body = isZipped ? request.pipe(createGunzip()) : request;
	// Git stops reading when it refuses; its answer still counts.
	child.stdin.on("error", () => body.resume());
	body.pipe(child.stdin);
	child.stdout.pipe(response);
	await new Promise((resolve, reject) => {
		child.on("error", reject).on("close", resolve);
	});
}
