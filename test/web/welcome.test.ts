import { afterAll, beforeAll, expect, test } from "vitest";
import { welcome } from "../../src/welcome.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { apiClient } from "./api-client.ts";

let app: AppOnForge;

beforeAll(async () => {
	app = await startAppOnForge();
	await app.served.sweep();
	await apiClient(app).say("agent-1", "enroll", { title: "Log requests" });
}, 60_000);

afterAll(() => app.close());

test("what is printed at the start can be pasted: the API answers, and MCP is where it says", async () => {
	const printed = welcome(app.forge, app.served.url, "forge.json");
	const command = /^ {2}curl -s (\S+claim-next) (.*)$/m.exec(printed);
	const [, url = "", options = ""] = command ?? [];
	const headers = [...options.matchAll(/-H "([\w-]+): ([^"]+)"/g)].map(
		([, name = "", value = ""]) => [name, value] as [string, string],
	);
	const body = /-d '([^']*)'/.exec(options)?.[1] ?? "";
	const response = await fetch(url, { method: "POST", headers, body });
	expect(await response.json()).toMatchObject({
		ok: true,
		task: "1",
		data: { agent: "agent-2" },
	});
	const mcp = /^ {2}MCP +(\S+)/m.exec(printed)?.[1] ?? "";
	const reached = await fetch(mcp, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			accept: "application/json, text/event-stream",
		},
		body: JSON.stringify({
			...{ jsonrpc: "2.0", id: 1, method: "initialize" },
			params: {
				protocolVersion: "2025-06-18",
				capabilities: {},
				clientInfo: { name: "paste", version: "1" },
			},
		}),
	});
	expect(reached.status).toBe(200);
	expect(await reached.text()).toContain('"serverInfo"');
});
