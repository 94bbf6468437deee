import type { Terminal } from "./terminal.ts";
import { shown, Unexpected } from "./unexpected.ts";

/** What a tour tells while it goes. */
export interface Report {
	/** Begins the next step. */
	step(title: string): void;
	/** Somebody writes a comment. */
	says(who: string, where: string, body: string): void;
	/** What else somebody does, or what is shown next. */
	tells(what: string): void;
	/** Baton's answer to somebody: its receipt, and a few words. */
	answers(receipt: "rocket" | "confused", to: string, words: string): void;
	/** A file or a log, as it is. */
	quotes(text: string): void;
	/** Says what came as it has to. */
	seen(claim: string): void;
	/** Looks whether something is as it has to be and says so. Throws an `Unexpected` when it is not. */
	expect(claim: string, seen: { holds: boolean; came: unknown }): void;
	/** Keeps what the step has shown for the summary. */
	proves(what: string): void;
	/** What was proved up to now. */
	readonly proved: readonly string[];
	/** Shows that something is waited for; the answer ends that. */
	waiting(what: string): () => void;
}

/** A report on a terminal. */
export function makeReport(terminal: Terminal): Report {
	const proved: string[] = [];
	const seen = (claim: string) =>
		terminal.print(claim, { lead: "    ✓ ", style: "green" });
	let count = 0;
	return {
		proved,
		step(title) {
			count += 1;
			terminal.print("");
			terminal.print(title, {
				lead: `${count}. `.padStart(4),
				style: "bold",
			});
		},
		says(who, where, body) {
			terminal.print(`${who} on ${where}:`, { lead: "    ", style: "cyan" });
			terminal.quote(body, { lead: "    │ " });
		},
		tells(what) {
			terminal.print(what, { lead: "    ", style: "cyan" });
		},
		answers(receipt, to, words) {
			const lead = receipt === "rocket" ? "    🚀 " : "    😕 ";
			terminal.print(`to ${to}: ${words}`, {
				lead,
				style: receipt === "rocket" ? "dim" : "yellow",
			});
		},
		quotes(text) {
			terminal.quote(text, { lead: "    │ ", style: "dim" });
		},
		seen,
		expect(claim, { holds, came }) {
			if (!holds) throw new Unexpected(claim, shown(came));
			seen(claim);
		},
		proves(what) {
			proved.push(what);
		},
		waiting: terminal.waiting,
	};
}
