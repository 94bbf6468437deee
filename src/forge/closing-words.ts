/** A fenced or inline piece of code: words in it are not meant. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;

const WORD = "(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)";

/**
 * The numbers of the issues that a pull request's text says it closes: `Closes #42`, `fixes: owner/repo#42`, or a page's
 * address, in any case. Issues of other repositories are left out. `page` is the address of the repository's own page.
 */
export function closedIssues(
	body: string | null,
	{ fullName, page }: { fullName: string; page: string },
): number[] {
	const text = (body ?? "").replace(CODE, " ");
	const target = "(?:([\\w.-]+/[\\w.-]+)?#|(https?://\\S+)/issues/)(\\d+)";
	const pattern = new RegExp(`\\b${WORD}:?\\s+${target}\\b`, "gi");
	const numbers = [...text.matchAll(pattern)]
		.filter(([, name = fullName, address = page]) => {
			const isName = name.toLowerCase() === fullName.toLowerCase();
			return isName && address.toLowerCase() === page.toLowerCase();
		})
		.map(([, , , number]) => Number(number));
	return [...new Set(numbers)];
}
