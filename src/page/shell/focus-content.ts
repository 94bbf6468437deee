let shown = location.pathname;
let isWaiting = false;

/** Takes the focus to a page that was gone to, so that whoever listens hears it; another filter of the same page is none. */
export function focusOn(url: string): void {
	const path = url.split("?", 1)[0] ?? "";
	if (path === shown) return;
	shown = path;
	isWaiting = true;
	requestAnimationFrame(focusContent);
}

/** Does so once more where the page had to be loaded first. */
export function focusAgain(): void {
	if (isWaiting) requestAnimationFrame(focusContent);
	isWaiting = false;
}

function focusContent(): void {
	const content = document.getElementById("content");
	if (content === null || content.contains(document.activeElement)) return;
	content.tabIndex = -1;
	content.focus({ preventScroll: true });
}
