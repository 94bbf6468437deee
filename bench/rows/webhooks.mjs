import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

import { median, repeat } from "../median.mjs";
import { requestsPerSecond } from "../requests.mjs";
import { figure, verdict } from "../table.mjs";

const SECRET = "0123456789abcdef0123456789abcdef";
const CONNECTIONS = 10;

/**
 * Webhooks per second that the app's own server takes in, beside the server that comes with Probot. Nothing is handled.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function webhooks(place, sizes) {
	const request = comment();
	const load = {
		request,
		connections: CONNECTIONS,
		seconds: sizes.seconds / 2,
	};
	const start = async (kind) => {
		const child = place.child("webhook-child.mjs");
		const { port } = await child.ask("listen", { kind, secret: SECRET });
		return async () => {
			const rate = requestsPerSecond(port, load);
			const [measured] = await Promise.all([rate, child.ask("load", load)]);
			return measured;
		};
	};
	const [ours, probot] = [await start("ours"), await start("probot")];
	for (const warmUp of [ours, probot]) await warmUp();
	const pairs = await repeat(
		{ times: sizes.runs, budgetMs: sizes.budgetMs },
		async () => {
			const before = await probot();
			const mine = await ours();
			return { ours: mine, probot: (before + (await probot())) / 2 };
		},
	);
	const rate = median(pairs.map((pair) => pair.ours));
	const floor = median(pairs.map((pair) => pair.probot));
	const ratio = median(pairs.map((pair) => pair.ours / pair.probot));
	return [
		{
			what: "webhooks taken in",
			ours: `${figure(rate)}/s`,
			floor: `bare Probot ${figure(floor)}/s`,
			ratio,
			must: "≥ 0.8 ×",
			aim: "1.0 ×",
			verdict: verdict(ratio >= 0.8, ratio >= 1),
			runs: pairs.length,
			note: `an issue_comment of ${figure(request.length)} bytes, ${CONNECTIONS} connections`,
		},
	];
}

/** A signed webhook as GitHub sends it, ready for the wire. */
function comment() {
	const examples = JSON.parse(
		readFileSync(
			new URL(import.meta.resolve("@octokit/webhooks-examples")),
			"utf8",
		),
	);
	const payload = examples
		.find(({ name }) => name === "issue_comment")
		?.examples.find(({ action }) => action === "created");
	const body = Buffer.from(JSON.stringify(payload));
	const signature = createHmac("sha256", SECRET).update(body).digest("hex");
	const head = [
		"POST /api/github/webhooks HTTP/1.1",
		"host: localhost",
		"content-type: application/json",
		"user-agent: GitHub-Hookshot/bench",
		"x-github-event: issue_comment",
		"x-github-delivery: 72d3162e-cc78-11e3-81ab-4c9367dc0958",
		`x-hub-signature-256: sha256=${signature}`,
		`content-length: ${body.length}`,
	];
	return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}
