import type { Tool } from "../tool.ts";
import { holdingWork } from "./holding-work.ts";
import { judgingWork } from "./judging-work.ts";
import { knowingAgents } from "./knowing-agents.ts";
import { lookingAround } from "./looking-around.ts";
import { planningWork } from "./planning-work.ts";
import { runningPlans } from "./running-plans.ts";
import { takingWork } from "./taking-work.ts";
import { writingDown } from "./writing-down.ts";

/** Every tool, in the order it is listed. */
export const TOOLS: readonly Tool[] = [
	...takingWork,
	...holdingWork,
	...writingDown,
	...lookingAround,
	...planningWork,
	...judgingWork,
	...runningPlans,
	...knowingAgents,
];
