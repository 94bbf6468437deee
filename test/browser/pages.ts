/** Every page of a board, and words that stand on it as soon as it has what it shows. */
export const PAGES = [
	{ name: "board", at: "", says: /Release 1\.0/ },
	{ name: "task", at: "/task/1", says: /agent-1/ },
	{ name: "graph", at: "/graph", says: /Release 1\.0/ },
	{ name: "agents", at: "/agents", says: /agent-1/ },
	{ name: "metrics", at: "/metrics", says: /agent-1/ },
	{ name: "audit", at: "/audit", says: /claim/ },
	{ name: "verbs", at: "/verbs", says: /claim-next/ },
] as const;
