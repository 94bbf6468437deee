import type { Point } from "./graph-layout.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-size.ts";

/** The ends of an edge: the upper left corners of its tasks. Undefined for one that is not drawn. */
interface Ends {
	readonly from: Point | undefined;
	readonly to: Point | undefined;
}

/** An edge as an SVG path: out of the right side of a task, round those in between, into the left side of the other. */
export function edgePath(points: readonly Point[], { from, to }: Ends): string {
	if (from === undefined || to === undefined) return "";
	const middle = NODE_HEIGHT / 2;
	let at: Point = { x: from.x + NODE_WIDTH, y: from.y + middle };
	let path = `M${at.x} ${at.y}`;
	for (const { x, y } of passed(points)) {
		path += `${curve(at, { x: x - NODE_WIDTH / 2, y })}h${NODE_WIDTH}`;
		at = { x: x + NODE_WIDTH / 2, y };
	}
	return path + curve(at, { x: to.x, y: to.y + middle });
}

/** The middles of the gaps that it goes through between tasks. The layout tells of each rank and each space between two in turn. */
function passed(points: readonly Point[]): readonly Point[] {
	return points.slice(1, -1).filter((_, index) => index % 2 === 1);
}

function curve(from: Point, to: Point): string {
	const half = (from.x + to.x) / 2;
	return `C${half} ${from.y} ${half} ${to.y} ${to.x} ${to.y}`;
}
