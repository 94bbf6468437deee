import { answerRequests } from "./child.mjs";

// A process of node with nothing in it, for what node itself costs.

answerRequests({
	memory() {
		globalThis.gc?.();
		return process.memoryUsage();
	},
});
