import type { RunCommand } from "./command-spec.ts";
import { runBeside } from "./run-beside.ts";

/** `baton mcp`: what speaks MCP is a program of its own. */
export const mcpCommand: RunCommand = ({ values }, terminal) =>
	runBeside("mcp-stdio.mjs", values, terminal);
