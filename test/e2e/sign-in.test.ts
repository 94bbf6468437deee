import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { hostedAccess } from "../../src/hosted-access.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";

const PUBLIC_URL = "https://baton.example.com";
const REPOSITORY = `${DEMO.owner}/${DEMO.repo}`;
const BOARD = `boards/${REPOSITORY}/board`;

let app: AppOnForge;
beforeAll(async () => {
	app = await startAppOnForge({
		seed: (seed) => ({
			...seed,
			users: [...seed.users, { login: "stranger" }],
			repositories: [
				...seed.repositories.map((one) => ({ ...one, private: true })),
				{
					...{ owner: "stranger", name: "own", defaultBranch: "main" },
					...{ collaborators: { alice: "write" }, files: { "a.txt": "a" } },
				},
			],
		}),
		access: ({ apiUrl, apps }) => {
			const {
				privateKey = "",
				clientId = "",
				clientSecret = "",
			} = apps.baton ?? {};
			const signIn = { publicUrl: PUBLIC_URL, clientId, clientSecret };
			const access = hostedAccess({ apiUrl, privateKey, signIn }, () => {});
			if (access === undefined) throw new Error("the doors are closed");
			return access;
		},
	});
	await app.served.sweep();
});
afterAll(() => app.close());

type Body = Readonly<Record<string, unknown>>;

async function call(
	path: string,
	token?: string,
	{ body, headers = {} }: { body?: object; headers?: object } = {},
): Promise<{ status: number; body: Body; headers: Headers }> {
	const response = await fetch(`${app.served.url}/api/v1/${path}`, {
		method: body === undefined ? "GET" : "POST",
		headers: {
			...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
			"content-type": "application/json",
			...headers,
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const answer = (await response.json()) as Body;
	return { status: response.status, body: answer, headers: response.headers };
}

async function exchange(type: string, subject_token: string): Promise<string> {
	const response = await fetch(`${app.served.url}/api/v1/token`, {
		method: "POST",
		body: new URLSearchParams({
			grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
			subject_token_type: `urn:ietf:params:oauth:token-type:${type}`,
			subject_token,
		}),
	});
	const { access_token } = (await response.json()) as { access_token?: string };
	if (access_token === undefined) throw new Error(`${response.status}`);
	return access_token;
}

/** Signs in as a person does: by the addresses that the server names. */
async function signIn(login: string): Promise<string> {
	const { body: place } = await call("login");
	const post = async (url: unknown, fields: Record<string, string>) => {
		const authorization = `Bearer ${app.forge.tokens[login]}`;
		const response = await fetch(`${url}`, {
			method: "POST",
			headers: { authorization },
			body: new URLSearchParams(fields),
		});
		return (await response.json()) as Record<string, string>;
	};
	const client_id = `${place.client_id}`;
	const device = await post(place.device_code_url, { client_id });
	const { device_code = "", user_code = "", verification_uri } = device;
	await post(verification_uri, { user_code });
	const { access_token = "" } = await post(place.token_url, {
		...{ client_id, device_code },
		grant_type: "urn:ietf:params:oauth:grant-type:device_code",
	});
	return exchange("access_token", access_token);
}

const actions = (repository: string, actor: string) =>
	exchange(
		"id_token",
		app.forge.actionsToken({ repository, actor, audience: PUBLIC_URL }),
	);

const list = (token?: string) => call(`${BOARD}/list`, token);

test("a person who signed in has the role that comments have", async () => {
	const writer = await signIn("alice");
	const reader = await signIn("guest");
	expect(await list(writer)).toMatchObject({ status: 200, body: { ok: true } });
	expect(await list(reader)).toMatchObject({ status: 200, body: { ok: true } });
	const task = await openIssue();
	const enroll = (token: string) =>
		call(`${BOARD}/enroll`, token, { body: { task } });
	expect(await enroll(reader)).toMatchObject({
		status: 403,
		body: { code: "FORBIDDEN" },
	});
	expect(await enroll(writer)).toMatchObject({
		status: 200,
		body: { ok: true, task },
	});
});

/** The number of a new issue, as a task's key. */
async function openIssue(): Promise<string> {
	const { apiUrl, tokens } = app.forge;
	const response = await fetch(`${apiUrl}/repos/${REPOSITORY}/issues`, {
		method: "POST",
		headers: { authorization: `Bearer ${tokens.maintainer}` },
		body: JSON.stringify({ title: "Log every request" }),
	});
	return `${((await response.json()) as { number: number }).number}`;
}

test("who may not see the repository is told what is told of one that is not there", async () => {
	const stranger = await signIn("stranger");
	const here = await list(stranger);
	const nowhere = await call("boards/acme/none/board/list", stranger);
	expect(here).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
	expect(here.body.hint).toBe(nowhere.body.hint);
});

describe("a job of Actions", () => {
	test("speaks for its actor on the board of its repository", async () => {
		const token = await actions(REPOSITORY, "alice");
		expect(await list(token)).toMatchObject({ status: 200 });
		expect(await call("me", token)).toMatchObject({
			body: { actor: { login: "alice" } },
		});
	});

	test("may do no more than write may, whoever its actor is, for anybody with write chooses what it does", async () => {
		const task = await openIssue();
		const job = await actions(REPOSITORY, "maintainer");
		const enrolled = await call(`${BOARD}/enroll`, job, { body: { task } });
		expect(enrolled).toMatchObject({ status: 200, body: { ok: true } });
		const claim = { body: { task } };
		await call(`${BOARD}/claim`, await signIn("alice"), claim);
		const force = (token: string) =>
			call(`${BOARD}/force-release`, token, { body: { task, reason: "x" } });
		expect(await force(job)).toMatchObject({
			...{ status: 403, body: { code: "FORBIDDEN" } },
		});
		expect(await force(await signIn("maintainer"))).toMatchObject({
			...{ status: 200, body: { ok: true } },
		});
	});

	test("of another repository does not get here, whoever its actor is", async () => {
		const token = await actions("stranger/own", "alice");
		expect(await list(token)).toMatchObject({
			status: 404,
			body: { code: "NOT_FOUND" },
		});
	});
});

test("without a token, with GitHub's own, and from somebody's page nobody gets in", async () => {
	expect(await list()).toMatchObject({ status: 401 });
	expect((await list()).headers.get("www-authenticate")).toContain(
		`${PUBLIC_URL}/.well-known/oauth-protected-resource`,
	);
	expect(await list(app.forge.tokens.alice)).toMatchObject({
		status: 401,
		body: { code: "UNAUTHENTICATED" },
	});
	const headers = { origin: "https://evil.example" };
	const token = await signIn("alice");
	expect(await call(`${BOARD}/list`, token, { headers })).toMatchObject({
		status: 403,
	});
});
