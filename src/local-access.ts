import { loopbackGuard } from "./access/loopback-guard.ts";
import { loopbackPage } from "./access/loopback-page.ts";
import type { Access } from "./agent-doors.ts";
import type { BoardPlace } from "./engine/board-door.ts";
import { type LocalGitHub, localAccounts } from "./local-accounts.ts";

/**
 * Who is let in where everything runs on this machine: its own programs, without tokens. The header `x-baton-agent` says who
 * speaks; `home` is the board that is meant by who names none, and where newcomers may write.
 */
export function localAccess(forge: LocalGitHub, home: BoardPlace): Access {
	const { owner, repo } = home;
	const repository = `${owner}/${repo}`;
	const accountOf = localAccounts(forge, repository);
	const users = () =>
		forge.members(repository).map(({ login, role }) => ({ name: login, role }));
	const page = loopbackPage({ accountOf, users, home, git: forge.url });
	return { guard: loopbackGuard({ accountOf }), page, home };
}
