/** Where cards are on the screen, by their keys. */
export type Places = ReadonlyMap<string, DOMRect>;

const FLIGHT_MS = 260;
/** More than so many at once are no help to the eye. */
const MOST = 8;

/** Where these cards are now, as far as they are drawn; nothing where motion is not wanted or there are many. */
export function placesOf(keys: readonly string[]): Places {
	const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
	if (isCalm || keys.length > MOST || document.hidden) return new Map();
	return new Map(
		keys.flatMap((key) => {
			const card = cardNamed(key);
			return card === null
				? []
				: [[key, card.getBoundingClientRect()] as const];
		}),
	);
}

/** Shows cards on their way from where they were to where they are now. */
export function fly(from: Places): void {
	for (const [key, was] of from) {
		const card = cardNamed(key);
		if (card === null) continue;
		const is = card.getBoundingClientRect();
		if (is.width === 0 || (is.left === was.left && is.top === was.top))
			continue;
		const ghost = card.cloneNode(true) as HTMLElement;
		ghost.classList.add("ghost");
		ghost.setAttribute("aria-hidden", "true");
		ghost.removeAttribute("data-task");
		ghost.inert = true;
		Object.assign(ghost.style, {
			left: `${is.left}px`,
			top: `${is.top}px`,
			width: `${is.width}px`,
		});
		document.body.append(ghost);
		card.classList.add("arriving");
		const flight = ghost.animate(
			[
				{
					transform: `translate(${was.left - is.left}px, ${was.top - is.top}px)`,
				},
				{ transform: "none" },
			],
			{ duration: FLIGHT_MS, easing: "cubic-bezier(0.2, 0.7, 0.2, 1)" },
		);
		const land = () => {
			ghost.remove();
			card.classList.remove("arriving");
		};
		flight.finished.then(land, land);
	}
}

function cardNamed(key: string): HTMLElement | null {
	return document.querySelector<HTMLElement>(
		`.card[data-task="${CSS.escape(key)}"]`,
	);
}
