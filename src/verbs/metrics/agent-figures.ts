import type { AgentStats } from "../../core/agent-record.ts";
import type { BoardReader } from "../../core/board.ts";
import type { JsonObject } from "../../core/errors.ts";
import { firstPassRate, measured } from "../known-agents.ts";

/** So many agents are told of one by one. */
const MAX_SHOWN = 200;

/** What the agents' records come to, together and one by one; tokens again for those who told of any. */
export function agentFigures(board: BoardReader): JsonObject {
	const all = [...board.agents()].flatMap((name) => {
		const stats = board.agent(name)?.stats;
		return stats === undefined ? [] : [{ name, stats }];
	});
	const sum = (
		field: "completions" | "first_pass" | "lease_losses" | "failures",
	) => all.reduce((total, { stats }) => total + stats[field], 0);
	const passed = {
		completions: sum("completions"),
		first_pass: sum("first_pass"),
	};
	return {
		completions: passed.completions,
		first_pass_rate: firstPassRate(passed),
		lease_losses: sum("lease_losses"),
		failures: sum("failures"),
		tokens_by_agent: all
			.filter(({ stats }) => hasUsed(stats))
			.map(({ name, stats }) => ({ agent: name, ...stats.tokens })),
		by_agent: [...all]
			.sort((a, b) => b.stats.completions - a.stats.completions)
			.slice(0, MAX_SHOWN)
			.map(({ name }) => ({ agent: name, ...measured(board, name) })),
	};
}

function hasUsed({ tokens }: AgentStats): boolean {
	return tokens.input + tokens.output > 0 || (tokens.cost_usd ?? 0) > 0;
}
