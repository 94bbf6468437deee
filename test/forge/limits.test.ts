import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

const HOUR_MS = 3_600_000;

let sample: Sample;
let nowMs: number;
beforeEach(async () => {
	nowMs = Date.now();
	sample = await startSample({ clock: () => nowMs, requestsPerHour: 5 });
});
afterEach(() => sample.end());

type Headers = Readonly<Record<string, unknown>>;
const left = (headers: Headers) => Number(headers["x-ratelimit-remaining"]);
const read = (name: string, headers: Record<string, string> = {}) =>
	sample.as(name).issues.listForRepo({ ...REPO, headers });

describe("an answer's ETag", () => {
	it("spares whoever has the answer its repetition, until something changes", async () => {
		const { headers } = await read("guest");
		const { etag = "" } = headers;
		expect(etag).toMatch(/^W\/".+"$/);
		const known = { "if-none-match": etag };
		expect(await refusedWith(read("guest", known))).toBe(304);
		const many = { "if-none-match": `"x", ${etag.replace("W/", "")}` };
		expect(await refusedWith(read("guest", many))).toBe(304);
		await sample.as("writer").issues.create({ ...REPO, title: "new" });
		const { status, data, headers: later } = await read("guest", known);
		expect([status, data.length]).toEqual([200, 1]);
		expect(later.etag).not.toBe(etag);
	});

	it("comes without a body on a 304, and with what leads to the other pages", async () => {
		for (const title of ["one", "two"])
			await sample.as("writer").issues.create({ ...REPO, title });
		const url = `${sample.forge.apiUrl}/repos/acme/demo/issues?per_page=1`;
		const first = await fetch(url);
		const etag = first.headers.get("etag") ?? "";
		const again = await fetch(url, { headers: { "if-none-match": etag } });
		expect(again.status).toBe(304);
		expect(await again.text()).toBe("");
		expect(again.headers.get("etag")).toBe(etag);
		expect(again.headers.get("link")).toBe(first.headers.get("link"));
		expect(again.headers.get("link")).toContain('rel="next"');
	});

	it("is for what was read: nothing that was written or refused has one", async () => {
		const { headers } = await sample
			.as("writer")
			.issues.create({ ...REPO, title: "t" });
		expect(headers.etag).toBeUndefined();
		const url = `${sample.forge.apiUrl}/repos/acme/none`;
		expect((await fetch(url)).headers.get("etag")).toBeNull();
	});
});

describe("an installation's requests", () => {
	it("are counted down together, whatever its token, and not for a 304", async () => {
		const { headers } = await read("baton");
		expect(left(headers)).toBe(4);
		const apps = sample.asApp("baton").apps;
		const installation_id = sample.forge.apps.baton?.installationId ?? 0;
		const minted = await apps.createInstallationAccessToken({
			installation_id,
		});
		expect(left((await read(minted.data.token)).headers)).toBe(3);
		const known = { "if-none-match": `${headers.etag}` };
		const answer = await read("baton", known).catch(
			(error: { status: number; response: { headers: Headers } }) => error,
		);
		expect(answer).toMatchObject({ status: 304 });
		expect(left((await read("baton")).headers)).toBe(2);
		expect(left((await read("ci")).headers)).toBe(4);
	});

	it("are refused once they are used up, until the hour has gone by", async () => {
		for (let n = 0; n < 5; n++) await read("baton");
		const refused = await read("baton").catch(
			(error: Error & { response: { headers: Headers } }) => error,
		);
		expect(String(refused)).toContain("API rate limit exceeded");
		const { headers } = (refused as { response: { headers: Headers } })
			.response;
		expect(left(headers)).toBe(0);
		expect(Number(headers["x-ratelimit-reset"])).toBe(
			Math.ceil((nowMs + HOUR_MS) / 1000),
		);
		nowMs += HOUR_MS;
		expect(left((await read("baton")).headers)).toBe(4);
	});

	it("can be asked about for nothing", async () => {
		await read("baton");
		const ask = async () => (await sample.as("baton").rateLimit.get()).data;
		await ask();
		const { resources } = await ask();
		expect(resources.core).toMatchObject({ limit: 5, used: 1, remaining: 4 });
		for (let n = 0; n < 4; n++) await read("baton");
		expect((await ask()).resources.core.remaining).toBe(0);
	});
});

it("a person's requests are counted and never refused", async () => {
	for (let n = 0; n < 6; n++) await read("writer");
	expect(left((await read("writer")).headers)).toBe(0);
});
