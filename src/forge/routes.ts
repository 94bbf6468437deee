import type { Route } from "./call.ts";
import { checkButtonRoutes } from "./check-buttons.ts";
import { checkRunRoutes } from "./check-runs.ts";
import { checkSuiteRoutes } from "./check-suites.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes } from "./commits.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { eventRoutes } from "./events.ts";
import { installationRoutes } from "./installations.ts";
import { issueRoutes } from "./issues.ts";
import { labelRoutes } from "./labels.ts";
import { permissionRoutes } from "./permissions.ts";
import { pinRoutes } from "./pins.ts";
import { pullRoutes } from "./pulls.ts";
import { reactionRoutes } from "./reactions.ts";
import { statusRoutes } from "./statuses.ts";
import { timelineRoutes } from "./timeline.ts";

/** What the front answers by itself or looks over on the way to the emulator; everything else is the emulator's. */
export const ROUTES: readonly Route[] = [
	...checkButtonRoutes,
	...checkRunRoutes,
	...checkSuiteRoutes,
	...commentRoutes,
	...deliveryRoutes,
	...eventRoutes,
	...installationRoutes,
	...issueRoutes,
	...labelRoutes,
	...permissionRoutes,
	...pinRoutes,
	...pullRoutes,
	...reactionRoutes,
	...statusRoutes,
	...timelineRoutes,
	// Last, for a commit's name may hold slashes and would swallow what stands behind it.
	...commitRoutes,
];
