import { signal } from "@preact/signals";

const SECOND_MS = 1_000;
const QUARTER_MS = 15_000;

/** The time of this machine, in milliseconds: for what is told in minutes. */
export const slowNowMs = signal(Date.now());
/** The same for what counts down second by second. */
export const nowMs = signal(Date.now());

setInterval(() => {
	if (document.hidden) return;
	nowMs.value = Date.now();
	if (nowMs.value - slowNowMs.value >= QUARTER_MS)
		slowNowMs.value = nowMs.value;
}, SECOND_MS);
