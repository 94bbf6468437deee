import type { VNode } from "preact";
import {
	useEffect,
	useLayoutEffect,
	useMemo,
	useRef,
	useState,
} from "preact/hooks";
import type { Card } from "../state/card.ts";
import { type Place, pathOf } from "../state/place.ts";
import { CardView } from "./card-view.tsx";
import { focusedKey, focusWish } from "./focused.ts";
import { scrolledTo, windowOf } from "./window-of.ts";

/** The height of a card with the gap behind it. */
const ROW_PX = 138;

/** The cards of a column, of which only those in view are drawn. */
export function CardList({
	cards,
	place,
}: {
	cards: readonly Card[];
	place: Place;
}) {
	const frame = useRef<HTMLDivElement>(null);
	const heightPx = useHeight(frame);
	const [scrolledPx, setScrolled] = useState(0);
	useFocus(frame, cards);
	const draw = useMemo(() => makeDraw(place), [place]);
	const { from, to } = windowOf(cards.length, {
		scrolledPx,
		heightPx,
		rowPx: ROW_PX,
	});
	const rows = [...cards.slice(from, to).entries()].map(([at, card]) => ({
		card,
		index: from + at,
	}));
	const kept = cards.findIndex(({ key }) => key === focusedKey.value);
	const keptCard = cards[kept];
	if (keptCard !== undefined && (kept < from || kept >= to))
		rows.push({ card: keptCard, index: kept });
	return (
		<div
			class="cards"
			ref={frame}
			onScroll={(event) => setScrolled(rounded(event.currentTarget.scrollTop))}
		>
			<ol style={{ height: `${cards.length * ROW_PX}px` }}>
				{rows.map(({ card, index }) => (
					<li
						key={card.key}
						style={{ transform: `translateY(${index * ROW_PX}px)` }}
						aria-setsize={cards.length}
						aria-posinset={index + 1}
					>
						{draw(card)}
					</li>
				))}
			</ol>
		</div>
	);
}

/** Draws cards, each but once: what was drawn is the same object until the card changes, which is not looked at again. */
function makeDraw(place: Place): (card: Card) => VNode {
	const drawn = new WeakMap<Card, VNode>();
	return (card) => {
		const href = pathOf(place, `/task/${encodeURIComponent(card.key)}`);
		const view = drawn.get(card) ?? <CardView card={card} href={href} />;
		drawn.set(card, view);
		return view;
	};
}

/** How high an element is, in pixels. */
function useHeight(frame: { readonly current: HTMLElement | null }): number {
	const [heightPx, setHeight] = useState(() => globalThis.innerHeight);
	useEffect(() => {
		const { current } = frame;
		if (current === null) return undefined;
		const observer = new ResizeObserver(() => setHeight(current.clientHeight));
		observer.observe(current);
		return () => observer.disconnect();
	}, []);
	return heightPx;
}

/** Whole rows, so that a list is drawn anew once for each of them at most. */
function rounded(px: number): number {
	return Math.floor(px / ROW_PX) * ROW_PX;
}

/** Brings the card that is to have the focus into view and gives it the focus, once for each wish. */
function useFocus(
	frame: { readonly current: HTMLDivElement | null },
	cards: readonly Card[],
): void {
	const wish = focusWish.value;
	const answered = useRef(wish);
	useLayoutEffect(() => {
		const { current } = frame;
		const key = focusedKey.peek();
		if (answered.current === wish || current === null) return;
		answered.current = wish;
		const index = cards.findIndex((card) => card.key === key);
		if (index === -1 || key === undefined) return;
		current.scrollTop = scrolledTo(index, {
			scrolledPx: current.scrollTop,
			heightPx: current.clientHeight,
			rowPx: ROW_PX,
		});
		const card = current.querySelector(`[data-task="${CSS.escape(key)}"]`);
		card?.querySelector<HTMLElement>("h3 a")?.focus({ preventScroll: true });
		current
			.closest("section")
			?.scrollIntoView({ block: "nearest", inline: "nearest" });
	});
}
