import { STATUSES } from "../../core/status.ts";
import { cardOf } from "../board/card-of.ts";
import type { Card } from "../state/card.ts";
import { type Action, actionOf, waysSaid } from "./action.ts";
import { around } from "./around.ts";
import { closeDialog, Modal } from "./modal.tsx";
import { offersFor } from "./offers-for.ts";
import { moveBy, openAction } from "./open-action.ts";
import { words } from "./status-words.ts";
import { waysTo } from "./ways.ts";

/** Where a card can go from here by which verbs, why it cannot go elsewhere, and what else can be done with it. */
export function MoveDialog({ card: opened }: { card: Card }) {
	// What is offered follows the task as it is by now.
	const card = cardOf(opened.key) ?? opened;
	const circumstances = { ...around.value, now: new Date().toISOString() };
	const moves = STATUSES.filter((to) => to !== card.status).map((to) => ({
		to,
		ways: waysTo(card, to, circumstances),
	}));
	const asides = offersFor(card, circumstances).filter(
		({ name }) =>
			name !== "move" &&
			!moves.some(({ ways }) => "by" in ways && ways.by.includes(name)),
	);
	return (
		<Modal
			title={`Move ${card.key}`}
			about={`${card.title} · ${words(card.status).name}`}
		>
			<ul class="moves">
				{moves.map(({ to, ways }) => (
					<li key={to}>
						<button
							type="button"
							disabled={!("by" in ways)}
							onClick={() => {
								closeDialog();
								if ("by" in ways) moveBy(card, to, ways.by);
							}}
						>
							{words(to).name}
						</button>
						<span class="quiet">
							{"by" in ways ? waysSaid(ways.by) : ways.why}
						</span>
					</li>
				))}
			</ul>
			<SomethingElse {...{ card, asides }} />
			<p class="row buttons">
				<button type="button" onClick={closeDialog}>
					Not now
				</button>
			</p>
		</Modal>
	);
}

function SomethingElse({
	card,
	asides,
}: {
	card: Card;
	asides: readonly Action[];
}) {
	return (
		<>
			<h3>Something else</h3>
			<p class="row">
				{asides.map(({ name }) => (
					<button
						key={name}
						type="button"
						onClick={() => {
							closeDialog();
							openAction(name, card);
						}}
					>
						{actionOf(name).title}
					</button>
				))}
			</p>
		</>
	);
}
