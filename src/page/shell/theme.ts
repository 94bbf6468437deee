import { signal } from "@preact/signals";

const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = "baton.theme";
const kept = localStorage.getItem(KEPT);

/** Light or dark; `auto` as the system has it. */
export const theme = signal<Theme>(
	THEMES.find((name) => name === kept) ?? "auto",
);

/** Shows the page in the chosen theme. */
export function applyTheme(): void {
	const { dataset } = document.documentElement;
	if (theme.value === "auto") delete dataset.theme;
	else dataset.theme = theme.value;
}

/** Goes on to the next theme. */
export function nextTheme(): void {
	const index = THEMES.indexOf(theme.value);
	theme.value = THEMES[(index + 1) % THEMES.length] ?? "auto";
	localStorage.setItem(KEPT, theme.value);
	applyTheme();
}
