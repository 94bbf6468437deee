import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../support/client.ts";
import { CLIENTS, httpClient } from "../support/mcp-client.ts";
import { type HttpBench, httpBench } from "./http-bench.ts";

let bench: HttpBench;

beforeEach(async () => {
	bench = await httpBench();
});
afterEach(() => bench.close());

const parked = (count: number) =>
	until(`${count} parked waits`, async () =>
		bench.waits.length >= count ? bench.waits : undefined,
	);
const ended = (at: number) =>
	until(`wait ${at} to end`, async () =>
		bench.waits[at]?.signal?.aborted ? true : undefined,
	);

describe.each(CLIENTS)("a wait over HTTP, by %s", (kind) => {
	test("tells its progress while it is parked, and ends when it is given up", async () => {
		const client = await httpClient(kind, bench.url, "agent-1");
		const giveUp = new AbortController();
		const progress = new Promise((resolve) => {
			void client
				.call(
					"wait_for_task",
					{ timeoutSec: 50, capabilities: ["python"] },
					{ signal: giveUp.signal, onProgress: resolve },
				)
				.catch(() => undefined);
		});
		expect(await progress).toMatchObject({ progress: 0, total: 50 });
		expect((await parked(1))[0]).toMatchObject({
			timeoutMs: 50_000,
			capabilities: ["python"],
		});
		giveUp.abort();
		await ended(0);
		await client.close();
	});

	test("given up by one client is none of another's", async () => {
		const [mine, namesake, other] = await Promise.all([
			httpClient(kind, bench.url, "agent-1"),
			httpClient(kind, bench.url, "agent-1"),
			httpClient(kind, bench.url, "agent-2"),
		]);
		const giveUp = new AbortController();
		const { signal } = giveUp;
		// All three number their requests alike, and whoever comes later must not stand in for the first.
		void mine.call("wait_for_task", {}, { signal }).catch(() => undefined);
		await parked(1);
		for (const client of [namesake, other])
			void client.call("wait_for_task").catch(() => undefined);
		await parked(3);
		giveUp.abort();
		await ended(0);
		expect(bench.waits.map((wait) => wait.signal?.aborted)).toEqual([
			true,
			false,
			false,
		]);
		for (const client of [mine, namesake, other]) await client.close();
	});

	test("is answered when the server ends, before it and while it lasts", async () => {
		const client = await httpClient(kind, bench.url, "agent-1");
		const waiting = client.call("wait_for_task");
		await parked(1);
		bench.endParked();
		expect(await waiting).toMatchObject({
			isError: false,
			data: { task: null },
		});
		void client.call("wait_for_task").catch(() => undefined);
		await parked(2);
		expect(bench.waits[1]?.signal?.aborted).toBe(true);
		await client.close();
	});

	test("ends when the connection is cut", async () => {
		const client = await httpClient(kind, bench.url, "agent-1");
		void client.call("wait_for_task").catch(() => undefined);
		await parked(1);
		await client.close();
		await ended(0);
	});
});

test("a time that is too long is refused with the argument's name", async () => {
	const client = await httpClient("v2", bench.url, "agent-1");
	for (const timeoutSec of [51, -1, 2.5, "10"])
		expect(await client.call("wait_for_task", { timeoutSec })).toMatchObject({
			isError: true,
			data: { code: "VALIDATION", data: { field: "timeoutSec" } },
		});
	expect(bench.waits).toEqual([]);
	await client.close();
});
