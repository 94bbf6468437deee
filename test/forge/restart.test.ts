import { spawn } from "node:child_process";
import { once } from "node:events";
import {
	appendFileSync,
	mkdtempSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildForge } from "./build-forge.ts";
import { REPO, refusedWith, type Sample, SEED, startSample } from "./sample.ts";

let dataDir: string;
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), "forge-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Everything a client could notice a difference in. */
async function look(sample: Sample): Promise<unknown> {
	const guest = sample.unchecked("guest");
	const answers = [
		await guest.issues.listForRepo({ ...REPO, state: "all" }),
		await guest.issues.listCommentsForRepo(REPO),
		await guest.issues.listEventsForRepo(REPO),
		await guest.repos.listBranches(REPO),
		await guest.repos.getContent({ ...REPO, path: "by-rest.txt" }),
	];
	// The port is another one each time.
	return JSON.parse(
		JSON.stringify(answers.map(({ data }) => data)).replaceAll(
			sample.forge.url,
			"URL",
		),
	);
}

async function use(
	sample: Sample,
): Promise<{ commentId: number; eventId: number }> {
	const writer = sample.as("writer");
	const { data: issue } = await writer.issues.create({
		...REPO,
		title: "A task",
		labels: ["baton"],
	});
	const { data: comment } = await writer.issues.createComment({
		...REPO,
		issue_number: issue.number,
		body: "/claim",
	});
	await sample.as("baton").reactions.createForIssueComment({
		...REPO,
		comment_id: comment.id,
		content: "rocket",
	});
	const { data: last } = await writer.issues.createComment({
		...REPO,
		issue_number: issue.number,
		body: "oops",
	});
	await writer.issues.deleteComment({ ...REPO, comment_id: last.id });
	const { data: events } = await writer.issues.listEvents({
		...REPO,
		issue_number: issue.number,
	});
	return { commentId: last.id, eventId: events.at(-1)?.id ?? 0 };
}

const BY_REST = {
	...REPO,
	path: "by-rest.txt",
	message: "by REST",
	content: "eA==",
};

describe("a restart", () => {
	it("keeps state, tokens, keys and ids, and never uses an id twice", async () => {
		const first = await startSample({ dataDir });
		await first.as("writer").repos.createOrUpdateFileContents(BY_REST);
		const { commentId, eventId } = await use(first);
		const installation_id = first.forge.apps.baton?.installationId ?? 0;
		const minted = await first
			.asApp("baton")
			.apps.createInstallationAccessToken({ installation_id });
		const before = await look(first);
		const { tokens, apps } = first.forge;
		await first.forge.close();

		const second = await startSample({
			dataDir,
			seed: { users: [], repositories: [], apps: [] },
		});
		try {
			expect(await look(second)).toEqual(before);
			expect(second.forge.tokens).toEqual(tokens);
			expect(second.forge.apps).toEqual(apps);
			expect(
				await refusedWith(
					second.as(minted.data.token).issues.listForRepo(REPO),
				),
			).toBe(0);
			const again = await use(second);
			expect(again.commentId).toBeGreaterThan(commentId);
			expect(again.eventId).toBeGreaterThan(eventId);
		} finally {
			await second.forge.close();
		}
	});

	it("keeps secrets where only the owner can read them", async () => {
		const sample = await startSample({ dataDir });
		await sample.forge.close();
		for (const name of ["identities.json", "state.jsonl"])
			expect(statSync(join(dataDir, name)).mode & 0o077).toBe(0);
		expect(
			Object.values(sample.forge.tokens).every((token) =>
				/^gh[ps]_[A-Za-z0-9]{36}$/.test(token),
			),
		).toBe(true);
		expect(new Set(Object.values(sample.forge.tokens)).size).toBe(
			SEED.users.length + SEED.apps.length,
		);
	});

	it("gets over the lock of a git that was killed", async () => {
		const sample = await startSample({ dataDir });
		await sample.forge.close();
		writeFileSync(
			join(dataDir, "git", "1.git", "refs", "heads", "main.lock"),
			"",
		);
		const again = await startSample({ dataDir });
		const put = again.as("writer").repos.createOrUpdateFileContents(BY_REST);
		expect(await refusedWith(put)).toBe(0);
		await again.forge.close();
	});

	it("drops a line that a crash cut short, and refuses a file that is damaged elsewhere", async () => {
		const sample = await startSample({ dataDir });
		await use(sample);
		await sample.forge.close();
		const file = join(dataDir, "state.jsonl");
		appendFileSync(file, '["put","github.comments",{"id":99');
		const healed = await startSample({ dataDir });
		await healed.forge.close();
		expect(readFileSync(file, "utf8")).not.toContain('"id":99');
		appendFileSync(file, "nonsense\n");
		await expect(startSample({ dataDir })).rejects.toThrow(
			/state\.jsonl line \d+ is damaged/,
		);
	});
});

describe("a killed process", () => {
	it("loses nothing that it had answered", async () => {
		const program = fileURLToPath(
			new URL("./forge-process.mjs", import.meta.url),
		);
		const built = await buildForge();
		const child = spawn(process.execPath, [program, built.url, dataDir], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		const lines = createInterface(child.stdout);
		const acknowledged: number[] = [];
		lines.on("line", (line) => {
			acknowledged.push(Number(line));
			if (acknowledged.length === 40) child.kill("SIGKILL");
		});
		await once(child, "close");
		built.remove();
		expect(acknowledged.length).toBeGreaterThanOrEqual(40);
		const sample = await startSample({ dataDir });
		try {
			const writer = sample.as("writer");
			const comments = await writer.paginate(
				writer.issues.listCommentsForRepo,
				{ ...REPO, per_page: 100 },
			);
			const ids = new Set(comments.map(({ id }) => id));
			expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
			const { data } = await writer.issues.createComment({
				...REPO,
				issue_number: 1,
				body: "back",
			});
			expect(data.id).toBeGreaterThan(Math.max(...ids));
		} finally {
			await sample.forge.close();
		}
	});
});
