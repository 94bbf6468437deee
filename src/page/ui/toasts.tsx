import { signal } from "@preact/signals";
import type { Refused } from "../state/api.ts";

/** A short message that goes by itself. */
interface Toast {
	readonly id: number;
	readonly tone: "good" | "bad";
	readonly text: string;
	readonly hint?: string | undefined;
}

const STAYS_MS = { good: 4_000, bad: 12_000 } as const;
const MOST = 4;

const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

/** Says that something was done. */
export function sayDone(text: string): void {
	add({ tone: "good", text });
}

/** Says why something was not done. */
export function sayRefused({ code, message, hint }: Refused): void {
	add({ tone: "bad", text: `${code}: ${message}`, hint });
}

function add(toast: Omit<Toast, "id">): void {
	lastId += 1;
	const id = lastId;
	toasts.value = [...toasts.value, { ...toast, id }].slice(-MOST);
	setTimeout(() => drop(id), STAYS_MS[toast.tone]);
}

function drop(id: number): void {
	toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Where messages are shown, and read aloud. */
export function Toasts() {
	return (
		<div class="toasts" role="status" aria-live="polite">
			{toasts.value.map(({ id, tone, text, hint }) => (
				<div key={id} class={`toast ${tone}`}>
					<p>{text}</p>
					{hint === undefined ? null : <p class="quiet">{hint}</p>}
					<button
						type="button"
						class="plain"
						aria-label="Dismiss"
						onClick={() => drop(id)}
					>
						×
					</button>
				</div>
			))}
		</div>
	);
}
