import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

const DAY_MS = 24 * 3_600_000;

let sample: Sample;
let receiver: Receiver;
let nowMs: number;
beforeEach(async () => {
	// Somewhat in the past, so that what is signed with the real time is still good when days have gone by.
	nowMs = Date.now() - 4 * DAY_MS;
	sample = await startSample({ clock: () => nowMs });
	receiver = await startReceiver(sample.forge.apps.baton?.webhookSecret ?? "");
	sample.forge.addReceiver("baton", receiver.url);
});
afterEach(async () => {
	await sample.end();
	await receiver.close();
});

const app = () => sample.asApp("baton").apps;

/** The client takes a parameter called `url` for the address to send the request to, so the body is given as such. */
async function configure(data: object): Promise<{ url?: string }> {
	const jwt = sample.asApp("baton");
	const answer = await jwt.request("PATCH /app/hook/config", { data });
	return answer.data;
}

async function open(title: string): Promise<number> {
	const { data } = await sample
		.as("writer")
		.issues.create({ ...REPO, title, labels: ["baton"] });
	await sample.forge.settled();
	return data.number;
}

async function redeliver(): Promise<void> {
	const { data } = await app().listWebhookDeliveries({ status: "failure" });
	for (const { id } of data)
		await app().redeliverWebhookDelivery({ delivery_id: id });
	await sample.forge.settled();
}

describe("a delivery that is lost", () => {
	it("as at a dead receiver is listed as failed and can be sent again", async () => {
		await sample.forge.control({
			kind: "lose-deliveries",
			as: "failed",
			event: "issues.opened",
			count: 1,
		});
		await open("first");
		await open("second");
		expect(receiver.names()).toEqual([
			"issues.labeled",
			"issues.opened",
			"issues.labeled",
		]);
		const { data } = await app().listWebhookDeliveries({ status: "failure" });
		expect(data).toMatchObject([
			{
				event: "issues",
				action: "opened",
				status: "failed to connect to host",
				status_code: 502,
			},
		]);
		await redeliver();
		const last = receiver.received.at(-1);
		expect(last?.payload.issue.title).toBe("first");
		expect(last?.guid).toBe(data[0]?.guid);
		const { data: fine } = await app().listWebhookDeliveries({
			status: "success",
		});
		expect(fine.filter(({ guid }) => guid === last?.guid)).toMatchObject([
			{ redelivery: true, status: "OK" },
		]);
	});

	it("unseen is nowhere to be found", async () => {
		await sample.forge.control({ kind: "lose-deliveries", as: "unseen" });
		await open("lost");
		expect(receiver.names()).toEqual([]);
		expect((await app().listWebhookDeliveries()).data).toEqual([]);
		await sample.forge.control({ kind: "deliver" });
		await open("told");
		expect(receiver.names()).toEqual(["issues.opened", "issues.labeled"]);
	});

	it("is another App's to receive", async () => {
		const order = { kind: "lose-deliveries", as: "unseen" } as const;
		await sample.forge.control({ ...order, app: "ci" });
		await open("told");
		expect(receiver.names()).toEqual(["issues.opened", "issues.labeled"]);
		await sample.forge.control({ ...order, app: "baton", event: "issues" });
		await open("lost");
		expect(receiver.names()).toHaveLength(2);
	});

	it("repeats nothing that it does not have to: the payload stays the very same", async () => {
		await sample.forge.control({
			kind: "lose-deliveries",
			as: "failed",
			event: "issues.opened",
		});
		const issue_number = await open("before");
		await sample
			.as("writer")
			.issues.update({ ...REPO, issue_number, title: "after" });
		await redeliver();
		expect(receiver.names()).not.toContain("issues.opened");
		await sample.forge.control({ kind: "deliver" });
		await redeliver();
		const opened = receiver.received.filter(
			({ payload }) => payload.action === "opened",
		);
		expect(opened.map(({ payload }) => payload.issue.title)).toEqual([
			"before",
			"before",
		]);
		expect(new Set(opened.map(({ guid }) => guid)).size).toBe(1);
		expect(opened.every(({ isSigned }) => isSigned)).toBe(true);
	});
});

describe("the list of deliveries", () => {
	it("goes back three days", async () => {
		await open("old");
		const [old] = (await app().listWebhookDeliveries()).data;
		nowMs += 2 * DAY_MS;
		await open("new");
		expect((await app().listWebhookDeliveries()).data).toHaveLength(4);
		nowMs += DAY_MS;
		const { data } = await app().listWebhookDeliveries();
		expect(data).toHaveLength(2);
		const delivery_id = old?.id ?? 0;
		expect(
			await refusedWith(app().redeliverWebhookDelivery({ delivery_id })),
		).toBe(404);
	});

	it("tells a receiver that refuses and one that is gone apart, and knows no other outcome", async () => {
		const refusing = await startReceiver("unknown", 404);
		await configure({ url: refusing.url });
		await open("refused");
		await refusing.close();
		await open("unreachable");
		const { data } = await app().listWebhookDeliveries({ status: "failure" });
		expect(data.map(({ status_code }) => status_code)).toEqual([
			502, 502, 404, 404,
		]);
		const path = "GET /app/hook/deliveries?status=pending";
		const asked = sample.asApp("baton").request(path).catch(String);
		expect(await asked).toContain("query parameter status");
	});
});

describe("the webhook's settings", () => {
	it("tell the address and no secret, and are the App's own business", async () => {
		const { data } = await app().getWebhookConfigForApp();
		expect(data).toEqual({
			url: receiver.url,
			content_type: "json",
			insecure_ssl: "0",
			secret: "********",
		});
		const other = await sample.asApp("ci").apps.getWebhookConfigForApp();
		expect(other.data.url).toBeUndefined();
		const writer = sample.as("writer").apps;
		expect(await refusedWith(writer.getWebhookConfigForApp())).toBe(401);
	});

	it("lead all that follows to another address, signed with another secret", async () => {
		const secret = "another secret";
		const second = await startReceiver(secret);
		const shown = await configure({ url: second.url, secret });
		expect(shown.url).toBe(second.url);
		await open("for the second");
		expect(receiver.names()).toEqual([]);
		expect(second.names()).toEqual(["issues.opened", "issues.labeled"]);
		expect(second.received.every(({ isSigned }) => isSigned)).toBe(true);
		await second.close();
	});

	it("are refused where this GitHub could not keep to them", async () => {
		const settings = [
			{ url: "ftp://127.0.0.1" },
			{ content_type: "form" },
			{ insecure_ssl: "1" },
		];
		for (const setting of settings)
			expect(await refusedWith(configure(setting))).toBe(422);
		expect((await app().getWebhookConfigForApp()).data.url).toBe(receiver.url);
	});
});
