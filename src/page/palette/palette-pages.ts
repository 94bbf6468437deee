/** The pages of a board: where they are below it, what they are called, and the keys that lead there. */
export const PALETTE_PAGES = [
	{ below: "", name: "Board", keys: "g b" },
	{ below: "/graph", name: "Graph", keys: "g g" },
	{ below: "/agents", name: "Agents", keys: "g a" },
	{ below: "/metrics", name: "Metrics", keys: "g m" },
	{ below: "/audit", name: "Audit", keys: "g l" },
	{ below: "/verbs", name: "Verbs", keys: "g v" },
] as const;
