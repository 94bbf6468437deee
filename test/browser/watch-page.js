// Runs in a page before anything of its own does, and keeps what the browser notices of it.
const seen = { violations: [], shift: 0, shifted: [], longTasks: [] };
globalThis.batonSeen = seen;

document.addEventListener("securitypolicyviolation", (event) => {
	const { effectiveDirective, blockedURI, sample, sourceFile, lineNumber } =
		event;
	seen.violations.push(
		`${effectiveDirective} ${blockedURI} ${sample} at ${sourceFile}:${lineNumber}`,
	);
});

const nameOf = ({ node }) =>
	node instanceof Element ? node.outerHTML.slice(0, 120) : node?.nodeName;

new PerformanceObserver((list) => {
	for (const { hadRecentInput, value, sources } of list.getEntries()) {
		if (hadRecentInput) continue;
		seen.shift += value;
		seen.shifted.push(
			`${value.toFixed(4)}: ${sources.map(nameOf).join(" | ")}`,
		);
	}
}).observe({ type: "layout-shift", buffered: true });

new PerformanceObserver((list) => {
	for (const { duration } of list.getEntries())
		seen.longTasks.push(Math.round(duration));
}).observe({ type: "longtask", buffered: true });
