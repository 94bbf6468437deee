import { type Layout, layOut, type Shape } from "./graph-layout.ts";

export { layOut };

/** Where this file is once it is bundled: what a worker is made of. */
export const workerUrl = import.meta.url;

/** What a worker needs of its own surroundings. */
interface WorkerScope {
	onmessage: ((event: MessageEvent<Shape>) => void) | null;
	postMessage(layout: Layout): void;
}

// In the page itself it only tells where it is, and lays out where there are no workers.
if (typeof document === "undefined" && typeof self !== "undefined") {
	const scope = self as unknown as WorkerScope;
	scope.onmessage = ({ data }) => scope.postMessage(layOut(data));
}
