import type { Role } from "../../src/core/actor.ts";
import { faultText } from "../../src/github/config-push/config-fault.ts";
import { takeConfig } from "../../src/github/config-push/take-config.ts";
import { type Bench, person } from "./bench.ts";
import {
	type FakeConfigPushes,
	makeFakeConfigPushes,
} from "./fake-config-pushes.ts";

/** The default branch of each scenario, by its board's engine. */
const branches = new WeakMap<object, FakeConfigPushes>();

/** Somebody pushes a config file to the default branch of a scenario; tells in a line what came of it. */
export async function pushConfig(
	{ engine }: Pick<Bench, "engine">,
	{ who, role, yaml }: { who: string; role: Role; yaml: string },
): Promise<readonly string[]> {
	const configs = branches.get(engine) ?? makeFakeConfigPushes("");
	branches.set(engine, configs);
	configs.push(who, { text: yaml });
	const inForce = await engine.inspect(({ board }) => board?.config);
	const taken = await takeConfig(
		await configs.configAt(),
		{ inForce, told: [] },
		{
			api: { role: async () => role, account: async (login) => person(login) },
			...{ configs, engine, board: "board" },
		},
	);
	if (taken === "behind") return ["behind"];
	const { state } = taken;
	if (state.kind === "held") return [`held: ${state.why}`];
	return state.kind === "invalid"
		? state.faults.map((fault) => `line ${fault.line}: ${faultText(fault)}`)
		: [taken.isNew ? "in force now" : "in force already"];
}
