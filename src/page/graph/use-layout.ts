import { useEffect, useState } from "preact/hooks";
import type { Layout, Shape } from "./graph-layout.ts";
import { makeWorker } from "./make-worker.ts";

/** A layout, and what it is one of. */
export interface Laid {
	readonly shape: Shape;
	readonly layout: Layout;
}

/**
 * Where everything of a graph is drawn, reckoned beside the page so that it stays quick. Undefined at first; after a change the
 * layout from before stays until the new one is there. A text where it cannot be had.
 */
export function useLayout(shape: Shape): Laid | string | undefined {
	const [laid, setLaid] = useState<Laid | string>();
	const form = JSON.stringify(shape);
	useEffect(() => {
		let isOver = false;
		let stop: (() => void) | undefined;
		void layOutBeside(shape, (end) => {
			if (isOver) end();
			else stop = end;
		}).then(
			(layout) => isOver || setLaid({ shape, layout }),
			(error) => isOver || setLaid(String(error)),
		);
		return () => {
			isOver = true;
			stop?.();
		};
	}, [form]);
	return laid;
}

async function layOutBeside(
	shape: Shape,
	tellEnd: (end: () => void) => void,
): Promise<Layout> {
	const { workerUrl, layOut } = await import("./layout-worker.ts");
	const worker = makeWorker(workerUrl);
	if (worker === undefined) return layOut(shape);
	tellEnd(() => worker.terminate());
	try {
		return await new Promise((resolve, reject) => {
			worker.onmessage = ({ data }: MessageEvent<Layout>) => resolve(data);
			worker.onerror = ({ message }) =>
				reject(new Error(message || "the worker did not start"));
			worker.postMessage(shape);
		});
	} finally {
		worker.terminate();
	}
}
