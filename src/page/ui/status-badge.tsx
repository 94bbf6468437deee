import type { Status } from "../../core/status.ts";
import { words } from "../actions/status-words.ts";
import { statusTone } from "./status-words.ts";

/** A task's status in words, with its colour. */
export function StatusBadge({ status }: { status: Status }) {
	return (
		<span class={`badge ${statusTone(status)}`}>{words(status).name}</span>
	);
}
