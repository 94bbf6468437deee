import { activityRoutes } from "./activities.ts";
import type { Route } from "./call.ts";
import { checkButtonRoutes } from "./check-buttons.ts";
import { checkRunRoutes } from "./check-runs.ts";
import { checkSuiteRoutes } from "./check-suites.ts";
import { checkTokenRoutes } from "./check-token.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes } from "./commits.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { dependencyRoutes } from "./dependencies.ts";
import { dispatchRoutes } from "./dispatches.ts";
import { eventRoutes } from "./events.ts";
import { hookConfigRoutes } from "./hook-config.ts";
import { installationChangeRoutes } from "./installation-changes.ts";
import { installationRepositoryRoutes } from "./installation-repositories.ts";
import { installationRoutes } from "./installations.ts";
import { issueRoutes } from "./issues.ts";
import { labelRoutes } from "./labels.ts";
import { permissionRoutes } from "./permissions.ts";
import { pinRoutes } from "./pins.ts";
import { pullAsIssueRoutes } from "./pull-as-issue.ts";
import { pullRoutes } from "./pulls.ts";
import { rateLimitRoutes } from "./rate-limit.ts";
import { reactionRoutes } from "./reactions.ts";
import { repositoryRoutes } from "./repositories.ts";
import { reviewRoutes } from "./reviews.ts";
import { rulesetRoutes } from "./rulesets.ts";
import { statusRoutes } from "./statuses.ts";
import { subIssueRoutes } from "./sub-issues.ts";
import { timelineRoutes } from "./timeline.ts";

/** What the front answers by itself or looks over on the way to the emulator; everything else is the emulator's. */
export const ROUTES: readonly Route[] = [
	...activityRoutes,
	...checkButtonRoutes,
	...checkRunRoutes,
	...checkSuiteRoutes,
	...checkTokenRoutes,
	...commentRoutes,
	...deliveryRoutes,
	...dependencyRoutes,
	...dispatchRoutes,
	...eventRoutes,
	...hookConfigRoutes,
	...installationChangeRoutes,
	...installationRepositoryRoutes,
	...installationRoutes,
	...issueRoutes,
	...labelRoutes,
	...permissionRoutes,
	...pinRoutes,
	...pullAsIssueRoutes,
	...pullRoutes,
	...rateLimitRoutes,
	...reactionRoutes,
	...repositoryRoutes,
	...reviewRoutes,
	...rulesetRoutes,
	...statusRoutes,
	...subIssueRoutes,
	...timelineRoutes,
	// Last, for a commit's name may hold slashes and would swallow what stands behind it.
	...commitRoutes,
];
