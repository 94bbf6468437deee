import { connect } from "node:net";

/**
 * A small load generator: so many kept-alive connections, each sending the same request again as soon as it was answered.
 * It does little more than count, so that most of the machine is left to the server.
 *
 * @param {number} port On loopback.
 * @param {{ request: Buffer, connections: number, seconds: number }} load
 * @returns {Promise<number>} Answers per second.
 */
export async function requestsPerSecond(
	port,
	{ request, connections, seconds },
) {
	const start = performance.now();
	const end = start + seconds * 1_000;
	const counts = await Promise.all(
		Array.from({ length: connections }, () => keepAsking(port, request, end)),
	);
	const answered = counts.reduce((sum, count) => sum + count, 0);
	return (answered / (performance.now() - start)) * 1_000;
}

/**
 * @param {number} port
 * @param {Buffer} request
 * @param {number} end
 * @returns {Promise<number>}
 */
function keepAsking(port, request, end) {
	return new Promise((resolve, reject) => {
		const socket = connect({ port, host: "127.0.0.1", noDelay: true });
		let received = "";
		let count = 0;
		socket.setEncoding("latin1");
		socket.on("connect", () => socket.write(request));
		socket.on("error", reject);
		socket.on("close", () => reject(new Error("the server hung up")));
		socket.on("data", (text) => {
			received += text;
			if (!isWhole(received)) return;
			if (!received.startsWith("HTTP/1.1 200 ")) {
				reject(new Error(`answered ${received.slice(0, 200)}`));
				return;
			}
			received = "";
			count++;
			if (performance.now() < end) {
				socket.write(request);
				return;
			}
			socket.removeAllListeners("close");
			socket.destroy();
			resolve(count);
		});
	});
}

/** @param {string} answer */
function isWhole(answer) {
	const headEnd = answer.indexOf("\r\n\r\n");
	if (headEnd === -1) return false;
	const length = /^content-length: (\d+)/im.exec(answer.slice(0, headEnd))?.[1];
	return length === undefined
		? answer.endsWith("\r\n0\r\n\r\n")
		: answer.length - headEnd - 4 >= Number(length);
}
