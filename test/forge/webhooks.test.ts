import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

let sample: Sample;
let receivers: Receiver[];
beforeEach(async () => {
	sample = await startSample();
	receivers = [];
});
afterEach(async () => {
	await sample.end();
	await Promise.all(receivers.map((receiver) => receiver.close()));
});

async function listen(slug: string, status?: number): Promise<Receiver> {
	const receiver = await startReceiver(
		sample.forge.apps[slug]?.webhookSecret ?? "",
		status,
	);
	receivers.push(receiver);
	return receiver;
}

describe("webhooks", () => {
	it("reach every receiver of an App, signed and in order", async () => {
		const [first, second] = [await listen("baton"), await listen("baton")];
		sample.forge.addReceiver("baton", first.url);
		const stop = sample.forge.addReceiver("baton", second.url);
		const writer = sample.as("writer");
		const { data: issue } = await writer.issues.create({
			...REPO,
			title: "A task",
			labels: ["baton"],
			assignees: ["keeper"],
		});
		const target = { ...REPO, issue_number: issue.number };
		await writer.issues.createComment({ ...target, body: "/claim" });
		await sample.forge.settled();
		const expected = [
			"issues.opened",
			"issues.labeled",
			"issues.assigned",
			"issue_comment.created",
		];
		expect(first.names()).toEqual(expected);
		expect(second.names()).toEqual(expected);
		expect(
			[...first.received, ...second.received].every(({ isSigned }) => isSigned),
		).toBe(true);
		expect(first.received.map(({ guid }) => guid)).toEqual(
			second.received.map(({ guid }) => guid),
		);

		stop();
		await writer.issues.update({ ...target, state: "closed" });
		await sample.forge.settled();
		expect(first.names().at(-1)).toBe("issues.closed");
		expect(second.names()).toEqual(expected);
	});

	it("carry the installation, the repository, the sender and the whole object", async () => {
		const receiver = await listen("baton");
		sample.forge.addReceiver("baton", receiver.url);
		const { data: issue } = await sample
			.as("writer")
			.issues.create({ ...REPO, title: "A task", body: "old" });
		const target = { ...REPO, issue_number: issue.number };
		const { data: comment } = await sample
			.as("baton")
			.issues.createComment({ ...target, body: "first" });
		await sample
			.as("sorter")
			.issues.addLabels({ ...target, labels: ["baton"] });
		await sample.as("sorter").issues.removeLabel({ ...target, name: "baton" });
		await sample.as("writer").issues.update({ ...target, body: "new" });
		await sample.as("keeper").issues.updateComment({
			...REPO,
			comment_id: comment.id,
			body: "second",
		});
		await sample.forge.settled();
		const [opened, commented, labeled, unlabeled, edited, changed] =
			receiver.received.map(({ payload }) => payload);
		const installation = { id: sample.forge.apps.baton?.installationId };
		for (const payload of [
			opened,
			commented,
			labeled,
			unlabeled,
			edited,
			changed,
		]) {
			expect(payload).toMatchObject({
				installation,
				repository: { full_name: "acme/demo", owner: { login: "acme" } },
			});
		}
		expect(opened.sender).toMatchObject({ login: "writer", type: "User" });
		expect(commented.sender).toMatchObject({
			login: "baton[bot]",
			type: "Bot",
		});
		expect(commented.comment).toEqual(comment);
		expect(labeled.label).toMatchObject({
			id: expect.any(Number),
			name: "baton",
			color: "1f6feb",
			description: "On the board",
		});
		expect(unlabeled.label).toEqual(labeled.label);
		expect(edited.changes).toEqual({ body: { from: "old" } });
		expect(changed).toMatchObject({
			changes: { body: { from: "first" } },
			comment: { body: "second" },
		});
	});

	it("go only to Apps that subscribed, and never for something that was refused", async () => {
		const receiver = await listen("ci");
		sample.forge.addReceiver("ci", receiver.url);
		await sample.as("writer").issues.create({ ...REPO, title: "not for ci" });
		await refusedWith(
			sample.unchecked("guest").repos.createOrUpdateFileContents({
				...REPO,
				path: "x",
				message: "m",
				content: "",
			}),
		);
		await sample.forge.settled();
		expect(receiver.names()).toEqual([]);
	});

	it("do not hold up an answer when a receiver hangs", async () => {
		const { createServer } = await import("node:http");
		const hanging = createServer(() => {});
		await new Promise<void>((resolve) => {
			hanging.listen(0, "127.0.0.1", resolve);
		});
		const address = hanging.address();
		const port = typeof address === "object" ? address?.port : 0;
		sample.forge.addReceiver("baton", `http://127.0.0.1:${port}`);
		const receiver = await listen("baton");
		sample.forge.addReceiver("baton", receiver.url);
		const { status } = await sample
			.as("writer")
			.issues.create({ ...REPO, title: "t" });
		expect(status).toBe(201);
		await expect.poll(() => receiver.names()).toEqual(["issues.opened"]);
		hanging.closeAllConnections();
		hanging.close();
	});

	it("are refused to an App that does not exist", () => {
		expect(() =>
			sample.forge.addReceiver("nobody", "http://127.0.0.1:1"),
		).toThrow('no App "nobody"');
	});
});

describe("deliveries", () => {
	it("can be listed, read and sent again by the App", async () => {
		const receiver = await listen("baton", 500);
		sample.forge.addReceiver("baton", receiver.url);
		await sample.as("writer").issues.create({ ...REPO, title: "A task" });
		await sample.forge.settled();
		const app = sample.asApp("baton").apps;
		const { data: listed } = await app.listWebhookDeliveries();
		expect(listed).toMatchObject([
			{
				event: "issues",
				action: "opened",
				status_code: 500,
				redelivery: false,
			},
		]);
		const delivery_id = listed[0]?.id ?? 0;
		const { data: one } = await app.getWebhookDelivery({ delivery_id });
		expect(one.request.payload).toMatchObject({
			action: "opened",
			issue: { title: "A task" },
		});
		expect(one.response.payload).toBe("taken");
		const { status } = await app.redeliverWebhookDelivery({ delivery_id });
		expect(status).toBe(202);
		await sample.forge.settled();
		const [first, again] = receiver.received;
		expect(again).toEqual(first);
		const { data: both } = await app.listWebhookDeliveries();
		expect(both.map(({ redelivery }) => redelivery)).toEqual([true, false]);
		expect(both[0]?.id).toBeGreaterThan(delivery_id);
	});

	it("are kept when nobody listened, so that what was missed can be fetched", async () => {
		await sample.as("writer").issues.create({ ...REPO, title: "missed" });
		const app = sample.asApp("baton").apps;
		const { data } = await app.listWebhookDeliveries({ status: "failure" });
		const receiver = await listen("baton");
		sample.forge.addReceiver("baton", receiver.url);
		await app.redeliverWebhookDelivery({ delivery_id: data[0]?.id ?? 0 });
		await sample.forge.settled();
		expect(receiver.names()).toEqual(["issues.opened"]);
	});

	it("are another App's own business", async () => {
		await sample.as("writer").issues.create({ ...REPO, title: "t" });
		const { data } = await sample.asApp("ci").apps.listWebhookDeliveries();
		expect(data).toEqual([]);
		expect(
			await refusedWith(sample.as("writer").apps.listWebhookDeliveries()),
		).toBe(401);
	});

	it("come in pages by cursor", async () => {
		for (let n = 0; n < 3; n++)
			await sample.as("writer").issues.create({ ...REPO, title: `${n}` });
		const app = sample.asApp("baton").apps;
		const { data, headers } = await app.listWebhookDeliveries({ per_page: 2 });
		const cursor =
			new URL(/<([^>]+)>/.exec(headers.link ?? "")?.[1] ?? "").searchParams.get(
				"cursor",
			) ?? "";
		const { data: rest } = await app.listWebhookDeliveries({
			per_page: 2,
			cursor,
		});
		expect(new Set([...data, ...rest].map(({ id }) => id)).size).toBe(3);
	});
});
