import type { Route } from "./call.ts";
import { commentRoutes } from "./comments.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { eventRoutes } from "./events.ts";
import { installationRoutes } from "./installations.ts";
import { issueRoutes } from "./issues.ts";
import { permissionRoutes } from "./permissions.ts";
import { pullRoutes } from "./pulls.ts";
import { reactionRoutes } from "./reactions.ts";

/** What the front answers by itself or looks over on the way to the emulator; everything else is the emulator's. */
export const ROUTES: readonly Route[] = [
	...commentRoutes,
	...deliveryRoutes,
	...eventRoutes,
	...installationRoutes,
	...issueRoutes,
	...permissionRoutes,
	...pullRoutes,
	...reactionRoutes,
];
