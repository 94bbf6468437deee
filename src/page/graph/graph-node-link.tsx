import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useLocation } from "preact-iso";
import { statusWords } from "../ui/status-words.ts";
import type { Point } from "./graph-layout.ts";
import type { GraphNode } from "./graph-model.ts";
import { type Marked, markOf } from "./marks.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-size.ts";

interface Given {
	readonly node: GraphNode;
	readonly place: Point;
	readonly href: string;
	readonly marked: ReadonlySignal<Marked>;
	readonly onMark: (key: string | undefined) => void;
	readonly onFocus: (place: Point) => void;
}

/** A task in the drawing: its number, where it stands in colour and words, and its title, which leads to its page. */
export function GraphNodeLink(given: Given) {
	const { node, place, href, marked, onMark, onFocus } = given;
	const { route } = useLocation();
	const { key, title, status } = node;
	const mark = useComputed(() => markOf(marked.value, key)).value;
	const words = statusWords(status);
	return (
		<g transform={`translate(${place.x} ${place.y})`}>
			<a
				href={href}
				class={`node ${status} ${mark}`}
				data-task={key}
				onClick={(event) => {
					if (event.ctrlKey || event.metaKey || event.shiftKey) return;
					// The router knows no links inside of drawings.
					event.preventDefault();
					route(href);
				}}
				onPointerEnter={() => onMark(key)}
				onPointerLeave={() => onMark(undefined)}
				onFocus={(event) => {
					onMark(key);
					if (event.currentTarget.matches(":focus-visible")) onFocus(place);
				}}
				onBlur={() => onMark(undefined)}
			>
				<title>{`${key} · ${words} ${title}`}</title>
				<rect class="box" width={NODE_WIDTH} height={NODE_HEIGHT} rx="7" />
				<rect
					class="stripe"
					x="1"
					y="7"
					width="4"
					height={NODE_HEIGHT - 14}
					rx="2"
				/>
				<svg aria-hidden="true" width={NODE_WIDTH - 8} height={NODE_HEIGHT}>
					<text class="kind" x="14" y="18">
						{key} · {words}
					</text>
					<text x="14" y="36">
						{shortened(title)}
					</text>
				</svg>
			</a>
		</g>
	);
}

const ROOM = 32;

/** As much of a title as the box has room for; it is clipped where its letters are wide. */
function shortened(title: string): string {
	const letters = [...title];
	return letters.length > ROOM
		? `${letters.slice(0, ROOM - 1).join("")}…`
		: title;
}
