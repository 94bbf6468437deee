import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

let sample: Sample;
beforeAll(async () => {
	sample = await startSample();
});
afterAll(() => sample.end());

async function openIssue(): Promise<{
	owner: string;
	repo: string;
	issue_number: number;
}> {
	const { data } = await sample
		.as("writer")
		.issues.create({ ...REPO, title: "A task" });
	return { ...REPO, issue_number: data.number };
}

describe("a label", () => {
	it("is refused when it is too long, has a long description, a wrong colour, or is there", async () => {
		const make = (label: {
			name: string;
			description?: string;
			color?: string;
		}) =>
			refusedWith(
				sample.as("writer").issues.createLabel({ ...REPO, ...label }),
			);
		expect(await make({ name: "x".repeat(51) })).toBe(422);
		expect(await make({ name: "d", description: "x".repeat(101) })).toBe(422);
		expect(await make({ name: "c", color: "red" })).toBe(422);
		expect(await make({ name: "BATON" })).toBe(422);
		expect(
			await make({
				name: "x".repeat(50),
				description: "ü".repeat(100),
				color: "ffffff",
			}),
		).toBe(0);
	});

	it("keeps its name in any case, but does not take another's", async () => {
		const writer = sample.as("writer");
		await writer.issues.createLabel({ ...REPO, name: "one", color: "ffffff" });
		const rename = (new_name: string) =>
			refusedWith(
				writer.issues.updateLabel({ ...REPO, name: "one", new_name }),
			);
		expect(await rename("baton")).toBe(422);
		expect(await rename("One")).toBe(0);
	});

	it("is put on an issue as it is spelled, and a name that is too long not at all", async () => {
		const issue = await openIssue();
		const { data } = await sample
			.as("sorter")
			.issues.addLabels({ ...issue, labels: ["Baton", "baton"] });
		expect(data.map(({ name }) => name)).toEqual(["baton"]);
		const long = { ...issue, labels: ["x".repeat(51)] };
		expect(await refusedWith(sample.as("sorter").issues.addLabels(long))).toBe(
			422,
		);
		expect(await refusedWith(sample.as("sorter").issues.update(long))).toBe(
			422,
		);
	});
});

const PIN = "/repos/{owner}/{repo}/issues/comments/{comment_id}/pin";

interface Pin {
	readonly pinned_by: { readonly login: string };
}

/** The client has no methods for pinning yet. */
async function pin(name: string, comment_id: number) {
	const target = { ...REPO, comment_id };
	return (await sample.as(name).request(`PUT ${PIN}`, target)).data;
}

describe("a comment", () => {
	it("is pinned by a writer, one an issue, and taken down again", async () => {
		const issue = await openIssue();
		const baton = sample.as("baton").issues;
		const ids: number[] = [];
		for (const body of ["first", "second"])
			ids.push((await baton.createComment({ ...issue, body })).data.id);
		const [first = 0, second = 0] = ids;
		const pinned = async () => {
			const { data } = await sample.as("guest").issues.listComments(issue);
			return (data as { pin?: Pin }[]).map(
				(comment) => comment.pin?.pinned_by.login,
			);
		};
		expect(await pin("baton", first)).toMatchObject({
			id: first,
			pin: { pinned_by: { login: "baton[bot]" } },
		});
		expect(await pinned()).toEqual(["baton[bot]", undefined]);
		expect(await refusedWith(pin("guest", second))).toBe(403);
		await pin("writer", second);
		expect(await pinned()).toEqual([undefined, "writer"]);
		await sample
			.as("baton")
			.request(`DELETE ${PIN}`, { ...REPO, comment_id: second });
		expect(await pinned()).toEqual([undefined, undefined]);
		expect(await refusedWith(pin("baton", 9999))).toBe(404);
	});
});

describe("an issue", () => {
	it("keeps that it is locked and why, over a restart", async () => {
		const [plain, reasoned] = [await openIssue(), await openIssue()];
		await sample.as("keeper").issues.lock(plain);
		await sample.as("keeper").issues.lock({ ...reasoned, lock_reason: "spam" });
		await sample.forge.close();
		sample = await startSample({ dataDir: sample.dataDir });
		const shown = async (issue: typeof plain) =>
			(await sample.as("guest").issues.get(issue)).data;
		expect(await shown(plain)).toMatchObject({
			locked: true,
			active_lock_reason: null,
		});
		expect(await shown(reasoned)).toMatchObject({
			locked: true,
			active_lock_reason: "spam",
		});
	});

	it("tells events and comments in one line of time", async () => {
		const issue = await openIssue();
		await sample.as("sorter").issues.addLabels({ ...issue, labels: ["baton"] });
		await sample.as("guest").issues.createComment({ ...issue, body: "/claim" });
		const { data } = await sample
			.as("guest")
			.issues.listEventsForTimeline(issue);
		expect(data.map((item) => item.event)).toEqual(["labeled", "commented"]);
		expect(data[1]).toMatchObject({
			body: "/claim",
			actor: { login: "guest" },
		});
	});
});
