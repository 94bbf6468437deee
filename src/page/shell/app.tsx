import {
	ErrorBoundary,
	LocationProvider,
	lazy,
	Route,
	Router,
	useLocation,
} from "preact-iso";
import { Hands } from "../actions/hands.tsx";
import { BoardPage } from "../board/board-page.tsx";
import { Palette } from "../palette/palette.tsx";
import { ShortcutHelp } from "../palette/shortcut-help.tsx";
import { Toasts } from "../ui/toasts.tsx";
import { BoardScope } from "./board-scope.tsx";
import { focusAgain, focusOn } from "./focus-content.ts";
import { NotFound } from "./not-found.tsx";
import { StartPage } from "./start-page.tsx";
import { TopBar } from "./top-bar.tsx";

const TaskPage = lazy(() =>
	import("../task/task-page.tsx").then((file) => file.TaskPage),
);
const GraphPage = lazy(() =>
	import("../graph/graph-page.tsx").then((file) => file.GraphPage),
);
const AgentsPage = lazy(() =>
	import("../agents/agents-page.tsx").then((file) => file.AgentsPage),
);
const MetricsPage = lazy(() =>
	import("../metrics/metrics-page.tsx").then((file) => file.MetricsPage),
);
const AuditPage = lazy(() =>
	import("../audit/audit-page.tsx").then((file) => file.AuditPage),
);
const VerbsPage = lazy(() =>
	import("../verbs/verbs-page.tsx").then((file) => file.VerbsPage),
);

const BOARD = "/boards/:owner/:repo/:board";

/** The whole page. */
export function App() {
	return (
		<LocationProvider>
			<TopBar />
			<Pages />
			<Palette />
			<ShortcutHelp />
			<Hands />
			<Toasts />
		</LocationProvider>
	);
}

function Pages() {
	const { path } = useLocation();
	// The router would throw at what is no text in any encoding.
	if (!isReadable(path)) return <NotFound />;
	return (
		<ErrorBoundary>
			<BoardScope>
				<Router onRouteChange={focusOn} onLoadEnd={focusAgain}>
					<Route path="/" component={StartPage} />
					<Route path={BOARD} component={BoardPage} />
					<Route path={`${BOARD}/task/:key`} component={TaskPage} />
					<Route path={`${BOARD}/graph`} component={GraphPage} />
					<Route path={`${BOARD}/agents`} component={AgentsPage} />
					<Route path={`${BOARD}/metrics`} component={MetricsPage} />
					<Route path={`${BOARD}/audit`} component={AuditPage} />
					<Route path={`${BOARD}/verbs`} component={VerbsPage} />
					<Route default component={NotFound} />
				</Router>
			</BoardScope>
		</ErrorBoundary>
	);
}

function isReadable(path: string): boolean {
	try {
		return decodeURI(path) !== "";
	} catch {
		return false;
	}
}
