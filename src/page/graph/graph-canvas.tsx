import { useRef, useState } from "preact/hooks";
import type { Place } from "../state/place.ts";
import { GraphDrawing } from "./graph-drawing.tsx";
import type { GraphNode } from "./graph-model.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "./node-size.ts";
import { type Move, useGestures, zoomBy } from "./use-gestures.ts";
import type { Laid } from "./use-layout.ts";
import { useSize } from "./use-size.ts";
import { fitted, showing, type View, whole } from "./view.ts";

interface Given {
	readonly place: Place;
	readonly nodes: readonly GraphNode[];
	readonly laid: Laid;
}

/** Below this titles are specks, and colours tell more. */
const FAR = 0.3;

/** The window onto the drawing. It shows what fits until somebody moves it. */
export function GraphCanvas({ place, nodes, laid }: Given) {
	const frame = useRef<HTMLElement>(null);
	const size = useSize(frame) ?? { width: 0, height: 0 };
	const [own, setOwn] = useState<View>();
	const { layout } = laid;
	const view = own ?? fitted(layout, size);
	const move = (make: Move) =>
		setOwn((before) => make(before ?? fitted(layout, size), size));
	useGestures(frame, layout, move);
	return (
		<section
			class={`canvas ${view.scale < FAR ? "far" : ""}`}
			ref={frame}
			aria-label="Drawing of the graph"
			aria-describedby="graph-keys"
			// biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse moves it by keys
			tabIndex={0}
		>
			<svg width={size.width} height={size.height}>
				<title>Which task waits for which</title>
				<defs>
					<Arrow id="end" />
					<Arrow id="end-lit" />
				</defs>
				<g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
					<GraphDrawing
						place={place}
						nodes={nodes}
						laid={laid}
						onFocus={({ x, y }) =>
							move((from) =>
								showing(
									from,
									{ x, y, width: NODE_WIDTH, height: NODE_HEIGHT },
									size,
								),
							)
						}
					/>
				</g>
			</svg>
			<p class="hidden" id="graph-keys">
				Arrow keys move the drawing, plus and minus zoom, 0 shows all of it.
				Below it is a list of the same.
			</p>
			<fieldset class="zoom">
				<legend class="hidden">Zoom</legend>
				<button
					type="button"
					onClick={() => move(zoomBy(1.25))}
					aria-label="Nearer"
				>
					+
				</button>
				<button
					type="button"
					onClick={() => move(zoomBy(0.8))}
					aria-label="Farther"
				>
					−
				</button>
				<button
					type="button"
					onClick={() => move((_, room) => whole(layout, room))}
				>
					Show all
				</button>
			</fieldset>
		</section>
	);
}

function Arrow({ id }: { id: string }) {
	return (
		<marker
			{...{ id, class: id, viewBox: "0 0 8 8", refX: "7.5", refY: "4" }}
			{...{ markerWidth: "8", markerHeight: "8", orient: "auto" }}
			markerUnits="userSpaceOnUse"
		>
			<path d="M0 0L8 4L0 8Z" />
		</marker>
	);
}
