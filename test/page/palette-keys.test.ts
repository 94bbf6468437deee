import { describe, expect, test } from "vitest";
import { keyName, shownKeys } from "../../src/page/palette/key-name.ts";
import { makeKeyReader } from "../../src/page/palette/key-reader.ts";

const press = (key: string, held: readonly string[] = []) =>
	keyName({
		key,
		ctrlKey: held.includes("ctrl"),
		metaKey: held.includes("meta"),
		altKey: held.includes("alt"),
		shiftKey: held.includes("shift"),
		altGraph: held.includes("altgraph"),
	});

const items = ["g b", "g g", "g", "j", "x y z"].map((keys) => ({ keys }));
const sequences = items.filter(({ keys }) => keys !== "g");

describe("a key is named", () => {
	test.each([
		["j", [], "j"],
		["J", ["shift"], "J"],
		["?", ["shift"], "?"],
		["/", ["ctrl", "alt", "altgraph"], "/"],
		["k", ["ctrl"], "mod+k"],
		["k", ["meta"], "mod+k"],
		["K", ["ctrl", "shift"], "mod+Shift+k"],
		["ArrowLeft", [], "ArrowLeft"],
		["ArrowLeft", ["shift"], "Shift+ArrowLeft"],
		["f", ["alt"], undefined],
		["Shift", ["shift"], undefined],
	] as const)("%s with %j as %s", (key, held, name) => {
		expect(press(key, held)).toBe(name);
	});

	test("as people read it", () => {
		expect(shownKeys("mod+k", false)).toEqual(["Ctrl K"]);
		expect(shownKeys("mod+k", true)).toEqual(["⌘ K"]);
		expect(shownKeys("g b", false)).toEqual(["g", "b"]);
		expect(shownKeys("Shift+ArrowLeft", false)).toEqual(["Shift ←"]);
		expect(shownKeys("+", false)).toEqual(["+"]);
	});
});

describe("keys one after the other", () => {
	const read = (
		keys: string,
		from: readonly { keys: string }[] = sequences,
	) => {
		const reader = makeKeyReader(() => from);
		return keys.split(" ").map((key, index) => reader.take(key, index * 100));
	};

	test("a single key means its item at once", () => {
		expect(read("j")).toEqual([{ kind: "match", item: { keys: "j" } }]);
		expect(read("k")).toEqual([{ kind: "none" }]);
	});

	test("a sequence means its item with its last key", () => {
		expect(read("g b").map(({ kind }) => kind)).toEqual(["begun", "match"]);
		expect(read("x y z").map(({ kind }) => kind)).toEqual([
			"begun",
			"begun",
			"match",
		]);
	});

	test("a key that goes on with nothing begins anew", () => {
		expect(read("g j").map(({ kind }) => kind)).toEqual(["begun", "match"]);
		expect(read("x g b").map(({ kind }) => kind)).toEqual([
			"begun",
			"begun",
			"match",
		]);
		expect(read("g q b").at(-1)).toEqual({ kind: "none" });
	});

	test("a sequence that takes too long is none", () => {
		const reader = makeKeyReader(() => sequences);
		expect(reader.take("g", 0).kind).toBe("begun");
		expect(reader.take("b", 1_501).kind).toBe("none");
		expect(reader.take("g", 2_000).kind).toBe("begun");
		expect(reader.take("b", 3_500).kind).toBe("match");
	});

	test("a whole key wins over the beginning of a sequence, and the later item over the earlier", () => {
		expect(read("g", items)).toEqual([{ kind: "match", item: { keys: "g" } }]);
		const twice = [
			{ keys: "j", at: 1 },
			{ keys: "j", at: 2 },
		];
		expect(read("j", twice)).toEqual([{ kind: "match", item: twice[1] }]);
	});
});
