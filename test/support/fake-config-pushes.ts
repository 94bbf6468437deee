import { createHash } from "node:crypto";
import type { ConfigCheck } from "../../src/github/config-push/config-check.ts";
import type {
	BranchPush,
	ConfigBlob,
	ConfigPushApi,
} from "../../src/github/config-push/config-push-api.ts";
import { person } from "./bench.ts";

const PATH = ".github/baton.yml";
const NO_COMMIT = "0".repeat(40);

/** A default branch with its changes, and checks about the config, in memory. */
export interface FakeConfigPushes extends ConfigPushApi {
	/** What GitHub lists of the branch, newest first. */
	readonly listed: BranchPush[];
	/** Every check that was made or changed, in order. */
	readonly checks: (ConfigCheck & { readonly id: number })[];
	/** False: the App was not granted checks. */
	mayCheck: boolean;
	/** Commits that GitHub has forgotten. */
	readonly forgotten: Set<string>;
	/** Where else the file is to be found, for whoever reads it otherwise. */
	files: Map<string, string>;
	/** Somebody pushes the file (`undefined`: without it; absent: something else), listed unless said otherwise. */
	push(
		who: string,
		change: { text?: string | undefined } | "something else",
		how?: { isListed?: boolean; before?: string },
	): BranchPush;
	/** The branch is put back to a commit, which nothing tells of. */
	putBack(commit: string): void;
}

/** The branch begins with a file that bob pushed. */
export function makeFakeConfigPushes(first: string): FakeConfigPushes {
	const texts = new Map<string, string | undefined>();
	let tip = shaOf("the first commit");
	let touched: string | undefined = tip;
	texts.set(tip, first);
	const fake: FakeConfigPushes = {
		listed: [],
		checks: [],
		mayCheck: true,
		forgotten: new Set(),
		files: new Map(),
		configAt: async (commit = tip) =>
			fake.forgotten.has(commit) ? undefined : blobOf(texts.get(commit)),
		tip: async () => ({ branch: "main", sha: tip }),
		isCommit: async (sha) => texts.has(sha) && !fake.forgotten.has(sha),
		configCommit: async () => touched,
		pushes: async () => fake.listed,
		async configCheck(sha) {
			const shown = fake.checks.findLast((one) => one.sha === sha);
			return shown && { ...shown };
		},
		async saveConfigCheck(check, id = fake.checks.length + 1) {
			if (!fake.mayCheck) return false;
			fake.checks.push({ ...check, id });
			return true;
		},
		push(who, change, { isListed = true, before = tip } = {}) {
			const after = shaOf(`${texts.size} on ${before}`);
			const present = texts.get(tip);
			const text = change === "something else" ? present : change.text;
			texts.set(after, text);
			if (text !== present) touched = after;
			if (text === undefined) fake.files.delete(PATH);
			else fake.files.set(PATH, text);
			tip = after;
			const push = { before, after, actor: person(who) };
			if (isListed) fake.listed.unshift(push);
			return push;
		},
		putBack(commit) {
			tip = commit;
			touched = commit;
			fake.files.set(PATH, texts.get(commit) ?? "");
		},
	};
	fake.listed.push({ before: NO_COMMIT, after: tip, actor: person("bob") });
	return fake;
}

function blobOf(text: string | undefined): ConfigBlob | undefined {
	return text === undefined ? undefined : { oid: shaOf(text), text };
}

function shaOf(text: string): string {
	return createHash("sha1").update(text).digest("hex");
}
