import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Who git says is at work here. */
export interface GitUser {
	readonly name: string;
	readonly email: string;
}

type Field = keyof GitUser;
type Env = Readonly<Record<string, string | undefined>>;

const FIELDS: readonly Field[] = ["name", "email"];
const TIMEOUT_MS = 10_000;

/**
 * Git's own `user.name` and `user.email` in a repository, those of the environment first; undefined where one is missing.
 * Config files that say it plainly are read here; for everything else git is asked, which takes longer.
 */
export async function gitUser(
	dir: string,
	{ gitdir, env }: { readonly gitdir: string; readonly env: Env },
): Promise<GitUser | undefined> {
	const plain = hasOwnConfig(env) ? undefined : await plainUser(gitdir, env);
	const [name, email] = await Promise.all(
		FIELDS.map(async (field) => {
			const said = env[`GIT_AUTHOR_${field.toUpperCase()}`]?.trim();
			if (said !== undefined && said !== "") return said;
			return plain?.[field] ?? (await askGit(dir, field, env));
		}),
	);
	return clean(name) === "" || clean(email) === ""
		? undefined
		: { name: clean(name), email: clean(email) };
}

/** True when git was told where its config is, or given some of it, by other means than the usual files. */
function hasOwnConfig(env: Env): boolean {
	return Object.keys(env).some((name) => name.startsWith("GIT_CONFIG"));
}

async function plainUser(
	gitdir: string,
	env: Env,
): Promise<Partial<GitUser> | undefined> {
	const { HOME: home, XDG_CONFIG_HOME: xdg } = env;
	const atHome = (...path: readonly string[]) =>
		home === undefined || home === "" ? [] : [join(home, ...path)];
	const places = [
		...(xdg === undefined || xdg === ""
			? atHome(".config", "git", "config")
			: [join(xdg, "git", "config")]),
		...atHome(".gitconfig"),
		join(gitdir, "config"),
	];
	const texts = await Promise.all(
		places.map((path) => readFile(path, "utf8").catch(() => "")),
	);
	// What is included, or kept for one work tree, may say something else.
	return texts.some((text) => /^\s*\[include|worktreeconfig/im.test(text))
		? undefined
		: Object.assign({}, ...texts.map(userIn));
}

/** What a config file says in a way that needs no knowledge of quotes, escapes and continued lines. */
function userIn(text: string): Partial<GitUser> {
	const found: Partial<Record<Field, string>> = {};
	let isUser = false;
	for (const line of text.split(/\r?\n/)) {
		if (/^\s*\[/.test(line)) isUser = /^\s*\[user\]\s*$/i.test(line);
		const [, key = "", value = ""] =
			/^\s*(name|email)\s*=\s*([^"\\#;]*)$/i.exec(line) ?? [];
		if (isUser && key !== "" && value.trim() !== "")
			found[key.toLowerCase() as Field] = value.trim();
		else if (isUser && /^\s*(name|email)\b/i.test(line))
			delete found[/email/i.test(line) ? "email" : "name"];
	}
	return found;
}

async function askGit(dir: string, field: Field, env: Env): Promise<string> {
	// Few need it, and it takes a while to load.
	const { execFile } = await import("node:child_process");
	return new Promise((resolve) => {
		execFile(
			"git",
			["-C", dir, "config", "--get", `user.${field}`],
			{ timeout: TIMEOUT_MS, env: { ...env } },
			// Nothing set, no git and no answer are the same here: there is no name.
			(error, stdout) => resolve(error === null ? stdout : ""),
		);
	});
}

/** A name that a commit can hold. */
function clean(text = ""): string {
	const isPlain = /^[\x20-\x7e]*$/.test(text);
	return text.replace(isPlain ? /[<>]/g : /[<>\p{Cc}\p{Cf}]/gu, "").trim();
}
