import { commitFiles } from "./bare-repository.ts";
import { botLogin } from "./callers.ts";
import { answerRest } from "./rest.ts";
import type { ForgeSeed, Role, SeedRepository } from "./seed.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

const PERMISSION: Readonly<Record<Role, string>> = {
	read: "pull",
	triage: "triage",
	write: "push",
	maintain: "maintain",
	admin: "admin",
};

/** Fills a new world from its seed and writes it down at the end, so that a seeding that was interrupted starts over. */
export async function plant(
	world: World,
	seed: ForgeSeed,
	{
		plantTables,
		nowMs,
	}: { plantTables: (config: object) => void; nowMs: number },
): Promise<void> {
	plantTables(configOf(world, seed));
	for (const { slug, name } of seed.apps) plantBot(world, slug, name);
	for (const repository of seed.repositories) {
		const row = world.tables.repos.findOneBy(
			"full_name",
			`${repository.owner}/${repository.name}`,
		);
		if (row === undefined)
			throw new Error(
				`the owner of ${repository.owner}/${repository.name} is not in the seed`,
			);
		await plantRepository(world, repository, { row, nowMs });
	}
	await world.mirror.resync();
	const pushed_at = new Date(nowMs).toISOString();
	for (const { id } of world.tables.repos.all())
		world.tables.repos.update(id, { pushed_at });
	for (const repository of seed.repositories)
		await plantIssues(world, repository);
	world.db.create();
}

/** The seed as the emulator wants to have it. */
function configOf(world: World, seed: ForgeSeed): object {
	return {
		users: seed.users.map(({ login, name }) => ({
			login,
			name,
			email: `${login}@users.noreply.github.com`,
		})),
		orgs: (seed.orgs ?? []).map(({ login, name, members = {} }) => ({
			login,
			name,
			members: Object.entries(members).map(([member, role]) => ({
				login: member,
				role,
			})),
		})),
		repos: seed.repositories.map((repository) => ({
			owner: repository.owner,
			name: repository.name,
			description: repository.description,
			private: repository.private,
			default_branch: repository.defaultBranch,
			auto_init: false,
		})),
		apps: seed.apps.map((app) => {
			const identity = world.identities.apps[app.slug];
			const account = app.repositories[0]?.split("/", 1)[0];
			return {
				app_id: identity?.id,
				slug: app.slug,
				name: app.name,
				description: app.description,
				private_key: identity?.privateKey,
				permissions: { metadata: "read", ...app.permissions },
				events: app.events,
				installations: [
					{
						installation_id: identity?.installationId,
						account,
						repository_selection: "selected",
						repositories: app.repositories,
					},
				],
			};
		}),
	};
}

function plantBot({ tables }: World, slug: string, name: string): void {
	const login = botLogin(slug);
	const unknown = {
		company: null,
		blog: "",
		location: null,
		bio: null,
		hireable: null,
		twitter_username: null,
	};
	const counts = {
		public_repos: 0,
		public_gists: 0,
		followers: 0,
		following: 0,
	};
	const shown = {
		login,
		node_id: "",
		gravatar_id: "",
		type: "Bot" as const,
		site_admin: false,
		name,
		email: null,
	};
	const columns = { ...unknown, ...counts, ...shown };
	const bot = tables.users.insert(columns);
	const email = `${bot.id}+${login}@users.noreply.github.com`;
	tables.users.update(bot.id, {
		email,
		node_id: Buffer.from(`Bot${bot.id}`).toString("base64url"),
	});
}

async function plantRepository(
	world: World,
	repository: SeedRepository,
	{ row, nowMs }: { row: RepoRow; nowMs: number },
): Promise<void> {
	for (const [login, role] of Object.entries(repository.collaborators)) {
		const user = world.tables.users.findOneBy("login", login);
		if (user === undefined)
			throw new Error(`the collaborator ${login} is not in the seed`);
		world.tables.collaborators.insert({
			repo_id: row.id,
			user_id: user.id,
			permission: PERMISSION[role],
		});
	}
	for (const {
		name,
		color = "ededed",
		description = null,
	} of repository.labels ?? []) {
		const columns = {
			node_id: "",
			repo_id: row.id,
			name,
			description,
			color,
			default: false,
		};
		const label = world.tables.labels.insert(columns);
		world.tables.labels.update(label.id, {
			node_id: Buffer.from(`Label${label.id}`).toString("base64url"),
		});
	}
	if (Object.keys(repository.files).length === 0) return;
	const dir = world.mirror.directory(row);
	await commitFiles(dir, repository.defaultBranch, {
		files: repository.files,
		atMs: nowMs,
	});
}

/** Issues are opened the way a person opens them, so that all that belongs to one is there. */
async function plantIssues(
	world: World,
	repository: SeedRepository,
): Promise<void> {
	for (const { author, title, body, labels, assignees } of repository.issues ??
		[]) {
		const token = world.identities.tokens[author] ?? "";
		const answer = await answerRest(world, {
			method: "POST",
			path: `/repos/${repository.owner}/${repository.name}/issues`,
			query: new URLSearchParams(),
			body: { title, body, labels, assignees },
			raw: Buffer.alloc(0),
			accept: undefined,
			caller: { kind: "user", login: author, token },
		});
		if (answer.status !== 201)
			throw new Error(
				`the seed's issue "${title}" was refused with ${answer.status}`,
			);
	}
}
