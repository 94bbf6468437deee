import { expect, test } from "vitest";
import { allPages } from "../../src/github/all-pages.ts";

const PER_PAGE = 10;

/** Reads a list of numbered entries to its end; `meanwhile` happens after each page that is read. */
async function readAll(
	entries: number[],
	meanwhile: (page: number) => void = () => undefined,
): Promise<readonly number[]> {
	const found: number[] = [];
	const pages = allPages(async (query) => {
		const { page: asked = "1" } = query as { page?: string };
		const page = Number(asked);
		const to = page * PER_PAGE;
		const data = entries.slice(to - PER_PAGE, to).map((id) => ({ id }));
		const next = `<https://api.github.com/repositories/1/x?page=${page + 1}>; rel="next"`;
		const headers = entries.length > to ? { link: next } : {};
		meanwhile(page);
		return { data, headers };
	}, 100);
	for await (const { id } of pages) found.push(id);
	return found;
}

const upTo = (count: number) =>
	Array.from({ length: count }, (_, index) => index + 1);

test.each([0, 1, 9, 10, 11, 35])(
	"%i comments are read once each, in order",
	async (count) => {
		expect(await readAll(upTo(count))).toEqual(upTo(count));
	},
);

test("a comment that is deleted while a list is read hides no other", async () => {
	const entries = upTo(35);
	const gone = new Set<number>();
	const found = await readAll(entries, (page) => {
		// One of the page that was just read goes, and everything behind it moves up.
		const [taken] = entries.splice((page - 1) * PER_PAGE, 1);
		if (taken !== undefined) gone.add(taken);
	});
	const missed = upTo(35).filter((id) => !found.includes(id) && !gone.has(id));
	expect(missed).toEqual([]);
});
