import { Hono } from "hono";
import { expect, test } from "vitest";
import { loopbackPage } from "../../src/access/loopback-page.ts";

const HOME = { owner: "acme", repo: "demo", board: "board" };
const VISIT = {
	"sec-fetch-site": "cross-site",
	"sec-fetch-mode": "navigate",
	"sec-fetch-dest": "document",
};

const page = loopbackPage({
	accountOf: (login) => ({ id: 11, login }),
	users: () => [{ name: "alice", role: "write" }],
	home: HOME,
});
const app = new Hono();
app.use(page.threshold);
app.get("/session", page.session);
app.get("/caller", async (c) => c.json(await page.callerOf(c)));
app.all("*", (c) => c.text("shown"));

async function ask(
	path: string,
	headers: Record<string, string> = {},
	{ remoteAddress = "127.0.0.1", method = "GET" } = {},
) {
	const socket = { remoteAddress, localPort: 3000 };
	const response = await app.request(
		path,
		{ method, headers: { host: "localhost:3000", ...headers } },
		{ incoming: { socket } },
	);
	return response;
}

test("the page is told whom it may speak as, and where the board is", async () => {
	expect(await (await ask("/session")).json()).toEqual({
		form: "embedded",
		users: [{ name: "alice", role: "write" }],
		home: HOME,
	});
});

test("before anybody was chosen a board is shown as agent-1 sees it", async () => {
	expect(await (await ask("/caller")).json()).toEqual({
		actor: { id: 11, login: "agent-1" },
		agent: "agent-1",
	});
});

test("a link leads here from anywhere", async () => {
	expect((await ask("/boards/acme/demo/board", VISIT)).status).toBe(200);
});

test.each([
	["of a name that is somebody else's", { host: "evil.example:3000" }],
	["of another port", { host: "localhost:3001" }],
	["from another page's script", { origin: "http://evil.example" }],
	["from another page's image", { "sec-fetch-site": "cross-site" }],
	["into another page's frame", { ...VISIT, "sec-fetch-dest": "iframe" }],
	["by a visit of a strange name", { ...VISIT, host: "evil.example:3000" }],
])("nothing is asked %s", async (_, headers) => {
	for (const path of ["/session", "/boards/acme/demo/board"])
		expect((await ask(path, headers)).status).toBe(403);
});

test("nobody posts a form here, and no other machine gets in", async () => {
	expect((await ask("/sign-out", VISIT, { method: "POST" })).status).toBe(403);
	const far = { remoteAddress: "192.168.1.7" };
	expect((await ask("/session", {}, far)).status).toBe(403);
});
