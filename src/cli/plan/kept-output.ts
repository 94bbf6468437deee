import { endOf } from "../../core/plan/lookup.ts";
import { redactSecrets } from "../../core/redact.ts";
import { withoutValues } from "./secret-values.ts";

/** Bytes of a command's output that are kept: its end tells why it failed. */
const KEPT_BYTES = 4_000;
/** Characters that are looked at for secrets: one of which only the end is in view would not be known for one. */
const SEEN = 64_000;
/** Colours and other things that are said to a terminal only. */
const ESCAPES = new RegExp(`${"\u001b"}\\[[0-9;?]*[A-Za-z]`, "g");

/** Takes what a command prints and keeps the end of it, without secrets: those that look like one, and these values. */
export function keptOutput(values: readonly string[] = []): {
	take(text: string): void;
	text(): string;
} {
	let seen = "";
	let isCut = false;
	return {
		take(text) {
			const all = seen + text;
			isCut ||= all.length > SEEN;
			seen = all.slice(-SEEN);
		},
		text() {
			const plain = withoutValues(seen.replace(ESCAPES, ""), values);
			const clean = String(redactSecrets(plain));
			// What stands at the cut may be the rest of a secret; none reaches as far as half of what is in view.
			const whole = isCut ? clean.slice(-SEEN / 2) : clean;
			return endOf(whole, KEPT_BYTES);
		},
	};
}
