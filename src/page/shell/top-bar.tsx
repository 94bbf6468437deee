import { useEffect, useRef } from "preact/hooks";
import { useLocation } from "preact-iso";
import { openPalette } from "../palette/palette.tsx";
import { openHelp } from "../palette/shortcut-help.tsx";
import { live } from "../state/live.ts";
import { type Place, pathOf } from "../state/place.ts";
import { useTitle } from "../ui/use-title.ts";
import { nextTheme, theme } from "./theme.ts";
import { usePlace } from "./use-place.ts";
import { UserMenu } from "./user-menu.tsx";

const PAGES = [
	["", "Board"],
	["/graph", "Graph"],
	["/agents", "Agents"],
	["/metrics", "Metrics"],
	["/audit", "Audit"],
	["/verbs", "Verbs"],
] as const;

const LIVE = {
	on: "live",
	waiting: "connecting…",
	refused: "not live",
} as const;

/** What stands above every page. */
export function TopBar() {
	const place = usePlace();
	return (
		<header class="bar">
			<a class="skip" href="#content">
				Skip to the content
			</a>
			<a class="brand" href="/">
				Baton
			</a>
			{place === undefined ? null : (
				<>
					<span class="where">
						{place.owner}/{place.repo}
					</span>
					<Pages place={place} />
				</>
			)}
			<span class="room" />
			{place === undefined ? null : (
				<output class={`live ${live.value}`}>{LIVE[live.value]}</output>
			)}
			<button type="button" class="plain" onClick={openPalette}>
				Search <kbd>Ctrl K</kbd>
			</button>
			<button
				type="button"
				class="plain"
				onClick={nextTheme}
				aria-label={`Theme: ${theme.value}`}
			>
				◐
			</button>
			<button
				type="button"
				class="plain"
				onClick={openHelp}
				aria-label="Keyboard shortcuts"
			>
				?
			</button>
			<UserMenu />
		</header>
	);
}

function Pages({ place }: { place: Place }) {
	const { path } = useLocation();
	const nav = useRef<HTMLElement>(null);
	const shown = PAGES.find(([below]) => pathOf(place, below) === path);
	useTitle(shown && `${shown[1]} of ${place.owner}/${place.repo}`);
	// On a phone the row is wider than the screen.
	useEffect(() => {
		nav.current
			?.querySelector('[aria-current="page"]')
			?.scrollIntoView({ block: "nearest", inline: "center" });
	}, [path]);
	return (
		<nav aria-label="Pages" ref={nav}>
			{PAGES.map(([below, name]) => {
				const href = pathOf(place, below);
				return (
					<a
						key={below}
						href={href}
						aria-current={path === href ? "page" : undefined}
					>
						{name}
					</a>
				);
			})}
		</nav>
	);
}
