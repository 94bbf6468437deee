// Runs in a page: keeps when each card was first seen in each column, by the clock of this machine.
globalThis.batonMoves = [];
const where = new Map();
const look = () => {
	for (const card of document.querySelectorAll(
		"section[data-status] [data-task]",
	)) {
		const { task } = card.dataset;
		const { status } = card.closest("section").dataset;
		if (where.get(task) === status) continue;
		where.set(task, status);
		globalThis.batonMoves.push({ task, status, atMs: Date.now() });
	}
};
new MutationObserver(look).observe(document, {
	childList: true,
	subtree: true,
});
