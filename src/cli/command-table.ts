import type { CommandEntry } from "./command-spec.ts";

/** Every command, in the order of the help. What a command takes is loaded once it is known to be asked for. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
	init: {
		summary: "sets the repository up: config, issue form, AGENTS.md, the board",
		load: async () => (await import("./commands/init.ts")).init,
	},
	plan: {
		summary: "makes a plan for a task by rules",
		load: async () => (await import("./commands/plan.ts")).plan,
	},
	execute: {
		summary: "runs a plan: next, dispatched, record, gate and the rest",
		load: async () => (await import("./commands/execute.ts")).execute,
	},
	work: {
		summary: "works the board: takes tasks and runs a command for each",
		load: async () => (await import("./commands/work.ts")).work,
	},
	mcp: {
		summary: "speaks MCP over standard input and output",
		load: async () => (await import("./commands/mcp.ts")).mcp,
	},
	board: {
		summary: "shows the board, live in a terminal",
		load: async () => (await import("./commands/board.ts")).board,
	},
	trace: {
		summary: "shows everything that happened in a run",
		load: async () => (await import("./commands/trace.ts")).trace,
	},
	retro: {
		summary: "looks back at a run",
		load: async () => (await import("./commands/retro.ts")).retro,
	},
	dashboard: {
		summary: "shows how all runs went, as bars and numbers",
		load: async () => (await import("./commands/dashboard.ts")).dashboard,
	},
	usage: {
		summary: "shows what tokens were used for",
		load: async () => (await import("./commands/usage.ts")).usage,
	},
	learned: {
		summary: "shows what finished runs taught the planner",
		load: async () => (await import("./commands/learned.ts")).learned,
	},
	show: {
		summary: "prints a task, as it is or as it was, as JSON",
		load: async () => (await import("./commands/show.ts")).show,
	},
	history: {
		summary: "prints the newest patches of a task's baton, as JSON",
		load: async () => (await import("./commands/history.ts")).history,
	},
	feed: {
		summary: "prints what happened since a cursor, as JSON",
		load: async () => (await import("./commands/feed.ts")).feed,
	},
	export: {
		summary: "prints the whole board as JSON",
		load: async () => (await import("./commands/export.ts")).exportBoard,
	},
	verify: {
		summary:
			"replays the board's branch and names the first commit that does not hold",
		load: async () => (await import("./commands/verify.ts")).verify,
	},
	doctor: {
		summary:
			"says what is wrong with the board's branch, and what to do about it",
		load: async () => (await import("./commands/doctor.ts")).doctor,
	},
	login: {
		summary: "signs in to a server with GitHub",
		load: async () => (await import("./commands/login.ts")).login,
	},
	logout: {
		summary: "forgets what login got from a server",
		load: async () => (await import("./commands/logout.ts")).logout,
	},
	whoami: {
		summary: "says who a server takes you for",
		load: async () => (await import("./commands/whoami.ts")).whoami,
	},
	sync: {
		summary: "brings the board's branch in line with a remote's",
		load: async () => (await import("./commands/sync.ts")).sync,
	},
	completion: {
		summary: "prints the script that completes these commands in a shell",
		load: async () => (await import("./commands/completion.ts")).completion,
	},
	"list-tasks": {
		summary: "prints the keys of all tasks",
		isHidden: true,
		load: async () => (await import("./commands/list-tasks.ts")).listTasks,
	},
};
