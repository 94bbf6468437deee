import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Marked } from "./marks.ts";

/** Puts everything in the background that is not marked, while something is. */
export function Marking(given: {
	readonly marked: ReadonlySignal<Marked>;
	readonly children: ComponentChildren;
}) {
	const isOn = useComputed(() => given.marked.value !== undefined).value;
	return <g class={isOn ? "marking" : undefined}>{given.children}</g>;
}
