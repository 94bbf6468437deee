import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Hands bytes through to a server, and cuts the first connections as soon as the server answers. */
export interface CuttingProxy {
	readonly url: string;
	/** How many connections were cut. */
	readonly cut: () => number;
	close(): Promise<void>;
}

export async function cuttingProxy(
	to: string,
	times: number,
): Promise<CuttingProxy> {
	const { host, hostname, port } = new URL(to);
	const sockets = new Set<Socket>();
	let cut = 0;
	const server = createServer((near) => {
		const far = connect(Number(port), hostname);
		for (const socket of [near, far]) {
			sockets.add(socket);
			socket.on("error", () => undefined);
		}
		// A server on this machine answers to its own name alone.
		near.on("data", (bytes: Buffer) =>
			far.write(
				bytes.toString("latin1").replace(/^host: .*$/im, `host: ${host}`),
				"latin1",
			),
		);
		near.on("close", () => far.destroy());
		far.on("close", () => near.destroy());
		if (cut >= times) far.pipe(near);
		// The command took effect: only its answer is lost.
		else
			far.once("data", () => {
				cut += 1;
				near.destroy();
			});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port: own } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${own}`,
		cut: () => cut,
		async close() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}
