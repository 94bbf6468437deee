import type { Name } from "./directions.ts";
import type { Tour } from "./tour.ts";
import { Unexpected } from "./unexpected.ts";
import { until } from "./until.ts";

export type Receipt = "rocket" | "confused";

/** Something to say on an issue. */
export interface Speech {
	readonly who: Name;
	readonly issue: number;
	readonly body: string;
}

/** What was said, as a comment. */
export interface Spoken extends Speech {
	readonly id: number;
}

/** The end of a reply, which is meant for programs. */
export interface Answer {
	readonly ok: boolean;
	readonly code?: string;
	readonly message?: string;
	readonly data?: Readonly<Record<string, unknown>>;
}

/** A comment, the receipt it got, and the answer in the reply, where there was one. */
export interface Heard {
	readonly spoken: Spoken;
	readonly receipt: Receipt;
	readonly answer?: Answer;
}

const ANSWER_MS = 20_000;

/** Writes a comment. */
export async function say(tour: Tour, speech: Speech): Promise<Spoken> {
	const { who, issue, body } = speech;
	tour.report.says(who, `#${issue}`, body);
	const { owner, repo } = tour.directions;
	const { data } = await tour.people[who].rest.issues.createComment({
		owner,
		repo,
		issue_number: issue,
		body,
	});
	return { ...speech, id: data.id };
}

/** Says something that has to be committed, and waits until it is. */
export async function tell(tour: Tour, speech: Speech): Promise<Heard> {
	const spoken = await say(tour, speech);
	const receipt = await receiptOf(tour, spoken);
	const heard =
		receipt === "rocket"
			? { spoken, receipt }
			: { spoken, receipt, answer: await answerTo(tour, spoken) };
	return note(tour, heard);
}

/** Says something that gets a reply, and waits for it. */
export async function ask(tour: Tour, speech: Speech): Promise<Heard> {
	return hear(tour, await say(tour, speech));
}

/** Waits for the receipt and the reply to what was said. */
export async function hear(tour: Tour, spoken: Spoken): Promise<Heard> {
	const [receipt, answer] = await Promise.all([
		receiptOf(tour, spoken),
		answerTo(tour, spoken),
	]);
	return note(tour, { spoken, receipt, answer });
}

/** A refusal has to be the expected one; answers what it tells beside its words. */
export function refusalOf(
	{ receipt, answer }: Heard,
	code: string,
): Readonly<Record<string, unknown>> {
	if (receipt !== "confused" || answer?.code !== code)
		throw new Unexpected(
			`😕 and ${code}`,
			`${receipt}, ${answer?.code ?? "ok"}: ${answer?.message ?? ""}`,
		);
	return answer.data ?? {};
}

/** What was said has to be committed; answers what the reply tells. */
export function successOf({
	spoken,
	receipt,
	answer,
}: Heard): Readonly<Record<string, unknown>> {
	if (receipt !== "rocket" || answer?.ok === false)
		throw new Unexpected(
			`🚀 on "${spoken.body.split("\n", 1)[0]}"`,
			`${receipt}, ${answer?.code ?? ""}: ${answer?.message ?? ""}`,
		);
	return answer?.data ?? {};
}

function note(tour: Tour, heard: Heard): Heard {
	const { spoken, receipt, answer } = heard;
	tour.report.answers(receipt, spoken.who, inShort(answer));
	tour.heard.push(heard);
	return heard;
}

function inShort(answer: Answer | undefined): string {
	if (answer === undefined) return "committed";
	if (!answer.ok) return `${answer.code} ${answer.message}`;
	const { agent, expires_at: until } = answer.data ?? {};
	return typeof agent === "string"
		? `${agent} holds the lease until ${String(until).slice(11, 19)}Z`
		: "committed";
}

/** Baton's reactions to a comment that tell how it ended. */
export async function receiptsOn(
	tour: Tour,
	comment: number,
): Promise<readonly string[]> {
	const { owner, repo, bot } = tour.directions;
	const { data } =
		await tour.people.maintainer.rest.reactions.listForIssueComment({
			owner,
			repo,
			comment_id: comment,
			per_page: 100,
		});
	// Eyes only say that the answer takes a while.
	return data
		.filter(({ user, content }) => user?.login === bot && content !== "eyes")
		.map(({ content }) => content);
}

async function receiptOf(tour: Tour, spoken: Spoken): Promise<Receipt> {
	const receipts = await until(
		{
			what: `Baton's receipt for ${spoken.who} on #${spoken.issue}`,
			limitMs: ANSWER_MS,
			look: () => receiptsOn(tour, spoken.id),
			isThere: (seen) => seen.length > 0,
		},
		tour,
	);
	const [receipt] = receipts;
	if (receipt !== "rocket" && receipt !== "confused")
		throw new Unexpected("🚀 or 😕 as the receipt", String(receipt));
	return receipt;
}

/** Baton's comments on an issue. */
export async function repliesOn(
	tour: Tour,
	issue: number,
): Promise<readonly string[]> {
	const { owner, repo, bot } = tour.directions;
	const { maintainer } = tour.people;
	const comments = await maintainer.paginate(
		maintainer.rest.issues.listComments,
		{ owner, repo, issue_number: issue, per_page: 100 },
	);
	return comments
		.filter(({ user }) => user?.login === bot)
		.map(({ body }) => body ?? "");
}

async function answerTo(tour: Tour, spoken: Spoken): Promise<Answer> {
	const mark = `<!-- baton:c${spoken.id}:1 -->`;
	const replies = await until(
		{
			what: `Baton's reply to ${spoken.who} on #${spoken.issue}`,
			limitMs: ANSWER_MS,
			look: async () =>
				(await repliesOn(tour, spoken.issue)).filter((reply) =>
					reply.includes(mark),
				),
			isThere: (seen) => seen.length > 0,
		},
		tour,
	);
	return answerIn(replies[0] ?? "", mark);
}

/** The JSON that ends the part of a reply behind a mark; the next mark begins the answer to somebody else. */
function answerIn(reply: string, mark: string): Answer {
	const behind = reply.slice(reply.indexOf(mark) + mark.length);
	const [part = ""] = behind.split("<!-- baton:", 1);
	const json = [...part.matchAll(/^```json\n([\s\S]*?)\n```$/gm)].at(-1)?.[1];
	try {
		return JSON.parse(json ?? "") as Answer;
	} catch (error) {
		throw new Unexpected("a reply that ends in JSON", part, { cause: error });
	}
}
