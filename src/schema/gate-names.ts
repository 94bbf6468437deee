import type { GateConfig } from "../core/config.ts";
import { ACTIONS_APP } from "../core/gate-source.ts";

/** What the jobs of the gate workflow report as by themselves: they succeed also where the gate's command fails. */
const OWN_JOBS = ["open", "run", "report"].map((job) => `baton-gate / ${job}`);

/** Something about the names of a config's gates, with its place. */
export interface GateNameFault {
	readonly path: readonly (string | number)[];
	readonly message: string;
}

/**
 * What is wrong with the names of checks in a config file. It is asked for what people write, not for what a board was recorded
 * with: two gates that the gate workflow runs may not report as one check, or the easier one would pass the other.
 */
export function gateNameFaults(
	gates: Readonly<
		Record<string, Pick<GateConfig, "checks"> & { dispatch?: unknown }>
	>,
): readonly GateNameFault[] {
	const faults: GateNameFault[] = [];
	const reporting = new Map<string, string>();
	for (const [gate, { checks, dispatch }] of Object.entries(gates)) {
		for (const [at, { name, app }] of checks.entries()) {
			const fault = (field: string, message: string) =>
				faults.push({ path: ["gates", gate, "checks", at, field], message });
			if (app.includes(":"))
				fault("app", "is no App: commit statuses are named under statuses");
			if (app === ACTIONS_APP && OWN_JOBS.includes(name))
				fault("name", "is a job of the gate workflow, whatever comes of it");
			if (dispatch !== true) continue;
			const other = reporting.get(name);
			if (other !== undefined)
				fault("name", `is what the gate ${other} reports as, also by dispatch`);
			reporting.set(name, gate);
		}
	}
	return faults;
}
