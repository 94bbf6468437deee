import { openAction } from "../actions/open-action.ts";
import { underWay } from "../actions/say-action.ts";
import type { Card } from "../state/card.ts";
import { chipsOf, fitting } from "./card-chips.ts";
import { CardFoot } from "./card-foot.tsx";
import { beginDrag, columnAt, dragged, endDrag } from "./drag.ts";
import { focusedKey } from "./focused.ts";

/** A task as it stands on the board. `href` leads to all of it. */
export function CardView({ card, href }: { card: Card; href: string }) {
	const { key, title, priority } = card;
	const isBusy = underWay.value.has(key);
	const isDragged = dragged.value?.card.key === key;
	return (
		<article
			class={`card ${priority}${isBusy ? " busy" : ""}${isDragged ? " dragged" : ""}`}
			data-task={key}
			draggable
			aria-busy={isBusy}
			onDragStart={(event) => beginDrag(card, event.dataTransfer)}
			onDragEnd={({ clientX, clientY }) => endDrag(columnAt(clientX, clientY))}
			onFocusIn={() => {
				focusedKey.value = key;
			}}
		>
			<CardTop card={card} isBusy={isBusy} />
			<h3>
				<a href={href} title={title} draggable={false}>
					{title}
				</a>
			</h3>
			<Chips card={card} />
			<CardFoot card={card} />
		</article>
	);
}

function CardTop({ card, isBusy }: { card: Card; isBusy: boolean }) {
	const { key, priority } = card;
	return (
		<p class="top">
			<span class="key">{/^\d/.test(key) ? `#${key}` : key}</span>
			{priority === "normal" ? null : (
				<span class={`priority ${priority}`}>{priority}</span>
			)}
			<span class="room" />
			<button
				type="button"
				class="plain move"
				aria-label={`Move ${key}…`}
				disabled={isBusy}
				onClick={() => openAction("move", card)}
			>
				Move…
			</button>
		</p>
	);
}

function Chips({ card }: { card: Card }) {
	const { shown, beyond } = fitting(chipsOf(card));
	return (
		<p class="chips">
			{shown.map(({ text, title, tone }) => (
				<span key={title} class={`badge ${tone}`} title={title}>
					{text}
				</span>
			))}
			{beyond.length === 0 ? null : (
				<span class="badge" title={beyond.map(({ title }) => title).join("\n")}>
					+{beyond.length}
				</span>
			)}
		</p>
	);
}
