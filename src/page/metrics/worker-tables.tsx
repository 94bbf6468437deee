import type { RoleFigures } from "../../core/dashboard-roles.ts";
import { counted, inDollars, inPercent, UNKNOWN } from "../ui/figures.ts";
import { lengthOfTime } from "../ui/relative-time.ts";
import type { AgentMeasured, Measured } from "./measured.ts";
import { NumberTable } from "./number-table.tsx";

/** The same by agent, and by the kind of step. */
export function WorkerTables({ measured }: { measured: Measured }) {
	return (
		<>
			<NumberTable
				title="By agent"
				about="Since the board began, most tasks done first."
				columns={[
					...["agent", "done", "first pass", "mean time", "claims"],
					...["leases lost", "failures", "tokens", "cost"],
				]}
				rows={measured.by_agent.map(agentRow)}
				empty="Nobody has worked yet: the first `/claim` fills this."
			/>
			<NumberTable
				title="By kind of step"
				about="Steps of plans by the role they are for, since the board began."
				columns={[
					...["role", "steps", "first pass", "attempts", "failed"],
					...["expired", "worked", "tokens"],
				]}
				rows={measured.by_role.map(roleRow)}
				empty="No step of a plan has a result yet: `/plan`, `/start` and the results of steps fill this."
			/>
		</>
	);
}

function agentRow(agent: AgentMeasured): readonly string[] {
	const { mean_handle_ms: handleMs, tokens } = agent;
	return [
		agent.agent,
		counted(agent.completions),
		inPercent(agent.first_pass_rate),
		handleMs === null ? UNKNOWN : lengthOfTime(handleMs),
		counted(agent.claims),
		counted(agent.lease_losses),
		counted(agent.failures),
		counted(tokens.input + tokens.output),
		inDollars(tokens.cost_usd),
	];
}

function roleRow(role: RoleFigures): readonly string[] {
	return [
		role.role,
		counted(role.steps),
		role.steps === 0 ? UNKNOWN : inPercent(role.first_pass / role.steps),
		counted(role.attempts),
		counted(role.failed),
		counted(role.expired),
		lengthOfTime(role.worked_ms),
		counted(role.tokens),
	];
}
