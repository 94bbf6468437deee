import { receiptsOn, repliesOn } from "./conversation.ts";
import type { Tour } from "./tour.ts";

/** Every comment has exactly one receipt and at most one reply by now. */
export async function countReceipts(tour: Tour): Promise<void> {
	const { report, heard, issues } = tour;
	report.step("Every command was answered once");
	const receipts = await Promise.all(
		heard.map(async ({ spoken, receipt }) => ({
			receipt,
			now: await receiptsOn(tour, spoken.id),
		})),
	);
	const odd = receipts.filter(
		({ receipt, now }) => now.length !== 1 || now[0] !== receipt,
	);
	report.expect(`${heard.length} comments, one reaction of Baton on each`, {
		holds: odd.length === 0,
		came: odd,
	});
	const replies = (
		await Promise.all(issues.map((issue) => repliesOn(tour, issue)))
	).flat();
	const counts = heard.map(({ spoken, answer }) => ({
		comment: spoken.id,
		expected: answer === undefined ? 0 : 1,
		came: replies.filter((reply) =>
			reply.includes(`<!-- baton:c${spoken.id}:1 -->`),
		).length,
	}));
	const wrong = counts.filter(({ expected, came }) => expected !== came);
	const answered = counts.filter(({ expected }) => expected === 1).length;
	report.expect(`${answered} replies, no comment answered twice`, {
		holds: wrong.length === 0,
		came: wrong,
	});
	report.proves("every comment has one receipt, and was acted on once");
}
