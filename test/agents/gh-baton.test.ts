import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const SCRIPT = fileURLToPath(
	new URL("../../extensions/gh-baton/gh-baton", import.meta.url),
);
/** Knows one repository, or none. */
const GH = `#!/bin/sh
[ -n "\${FAKE_REPO:-}" ] || { echo "no git remotes found" >&2; exit 1; }
[ "$1 $2" = "repo view" ] || exit 9
echo "$FAKE_REPO"
`;
/** Says how it was called, a word a line. */
const BATON = `#!/bin/sh
printf 'repo=%s host=%s\\n' "\${BATON_REPO:-}" "\${GHE_HOST:-}"
for word in "$@"; do printf '<%s>\\n' "$word"; done
exit 7
`;

let scratch: string;

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-gh-"));
	for (const folder of ["both", "gh-only"]) {
		await mkdir(join(scratch, folder));
		await program(join(folder, "gh"), GH);
	}
	await program("both/baton", BATON);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function program(name: string, text: string): Promise<void> {
	await writeFile(join(scratch, name), text);
	await chmod(join(scratch, name), 0o755);
}

interface Ran {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

function gh(
	words: readonly string[],
	env: Readonly<Record<string, string>> = {},
	folder = "both",
): Promise<Ran> {
	const options = { env: { PATH: join(scratch, folder), ...env } };
	return new Promise((resolve) =>
		execFile(SCRIPT, [...words], options, (error, out, err) =>
			resolve({ code: Number(error?.code ?? 0), out, err }),
		),
	);
}

const AWAY = { BATON_URL: "https://baton.example.com" };
const HUB = { FAKE_REPO: "acme/demo https://github.com/acme/demo" };

describe("gh baton", () => {
	test("hands on every word as it is, and the exit code", async () => {
		const { code, out } = await gh(["note", "42", "a b", "*", "$(x)", ""]);
		expect(code).toBe(7);
		expect(out).toBe("repo= host=\n<note>\n<42>\n<a b>\n<*>\n<$(x)>\n<>\n");
	});

	test("names the repository that gh knows to a server", async () => {
		const { out } = await gh(["claim", "42"], { ...AWAY, ...HUB });
		expect(out).toBe("repo=acme/demo host=\n<claim>\n<42>\n");
		const said = await gh(["claim", "42", "--url", "https://b.example"], HUB);
		expect(said.out).toMatch(/^repo=acme\/demo host=\n/);
	});

	test("names the host of an enterprise's own GitHub", async () => {
		const { out } = await gh(["doctor"], {
			...{ ...AWAY, FAKE_REPO: "acme/demo https://ghe.example.com/acme/demo" },
		});
		expect(out).toMatch(/^repo=acme\/demo host=ghe\.example\.com\n/);
	});

	test("leaves alone whoever names a repository or works the checkout at hand", async () => {
		const named = await gh(["claim", "--repo", "a/b"], { ...AWAY, ...HUB });
		expect(named.out).toMatch(/^repo= host=\n/);
		const told = await gh(["claim"], { ...AWAY, ...HUB, BATON_REPO: "a/b" });
		expect(told.out).toMatch(/^repo=a\/b host=\n/);
		expect((await gh(["claim"], HUB)).out).toMatch(/^repo= host=\n/);
		const behind = await gh(["work", "--", "x", "--repo", "y"], {
			...AWAY,
			...HUB,
		});
		expect(behind.out).toMatch(/^repo=acme\/demo /);
	});

	test("says what is missing: the program, or a repository", async () => {
		const none = await gh(["claim"], {}, "gh-only");
		expect(none).toMatchObject({ code: 3, out: "" });
		expect(none.err).toContain("npm install --global");
		const lost = await gh(["claim"], AWAY);
		expect(lost).toMatchObject({ code: 2, out: "" });
		expect(lost.err).toContain("--repo owner/name");
	});
});
