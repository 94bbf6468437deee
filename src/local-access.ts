import { loopbackGuard } from "./access/loopback-guard.ts";
import type { Access } from "./agent-doors.ts";
import type { BoardPlace } from "./engine/board-door.ts";
import { type LocalGitHub, localAccounts } from "./local-accounts.ts";

/**
 * Who is let in where everything runs on this machine: its own programs, without tokens. The header `x-baton-agent` says who
 * speaks; `home` is the board that is meant by who names none, and where newcomers may write.
 */
export function localAccess(forge: LocalGitHub, home: BoardPlace): Access {
	const { owner, repo } = home;
	const accountOf = localAccounts(forge, `${owner}/${repo}`);
	return { guard: loopbackGuard({ accountOf }), home };
}
