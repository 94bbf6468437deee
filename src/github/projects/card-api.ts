import type { RepositoryName } from "../api.ts";
import { ask, type Fields, type GraphqlClient, throwFaults } from "./ask.ts";
import type {
	Card,
	CardApi,
	CardQuestion,
	CardWrite,
	GraphqlBudget,
	IssueCard,
} from "./card.ts";
import { addDocument, cardsDocument, changeDocument } from "./documents.ts";
import type { CardPart } from "./project-settings.ts";

/** Cards of a repository's issues as GitHub's GraphQL tells of them. */
export function cardApi(octokit: GraphqlClient, name: RepositoryName): CardApi {
	return {
		async cards(numbers, question) {
			const { data, faults } = await ask(octokit, cardsDocument(numbers), {
				...name,
				...namesIn(question),
			});
			// An issue may be gone; the repository may not.
			throwFaults(
				faults,
				({ type, path = [] }) => type === "NOT_FOUND" && path.length > 1,
			);
			const { repository, rateLimit } = data as RawCardsAnswer;
			const cards = new Map<number, IssueCard>();
			for (const number of numbers) {
				const issue = repository?.[`i${number}`];
				if (issue === undefined || issue === null) continue;
				const item = issue.projectItems.nodes?.find(
					(one) => one?.project.id === question.project,
				);
				const card = item ? { card: toCard(item) } : {};
				cards.set(number, { content: issue.id, ...card });
			}
			return {
				cards,
				...(rateLimit ? { budget: toBudget(rateLimit) } : {}),
			};
		},
		async add(contents, question) {
			const inputs = contents.map((contentId, n) => [
				`a${n}`,
				{ projectId: question.project, contentId },
			]);
			const { data, faults } = await ask(
				octokit,
				addDocument(contents.length),
				{ ...Object.fromEntries(inputs), ...namesIn(question) },
			);
			const done = contents.map((_, n) => {
				const { item } = (data[`a${n}`] ?? {}) as { item?: RawItem | null };
				return item ? toCard(item) : undefined;
			});
			return { done, faults };
		},
		async change(writes) {
			const { data, faults } = await ask(
				octokit,
				changeDocument(writes.map(({ change }) => change.kind)),
				Object.fromEntries(writes.map((write, n) => [`u${n}`, inputOf(write)])),
			);
			const done = writes.map((_, n) =>
				data[`u${n}`] ? (true as const) : undefined,
			);
			return { done, faults };
		},
	};
}

function inputOf({ project, card, field, change }: CardWrite): Fields {
	return {
		projectId: project,
		itemId: card,
		fieldId: field,
		...(change.kind === "set"
			? { value: { singleSelectOptionId: change.option.id } }
			: {}),
	};
}

/** A field that is not there is not asked for; its variable has to be given all the same. */
function namesIn({ fields: { status, priority } }: CardQuestion): Fields {
	return {
		status: status ?? "",
		hasStatus: status !== undefined,
		priority: priority ?? "",
		hasPriority: priority !== undefined,
	};
}

interface RawValue {
	readonly optionId?: string | null;
	readonly updatedAt?: string;
}
interface RawItem {
	readonly id: string;
	readonly isArchived: boolean;
	readonly project: { readonly id: string };
	readonly status?: RawValue | null;
	readonly priority?: RawValue | null;
}
interface RawIssue {
	readonly id: string;
	readonly projectItems: {
		readonly nodes?: readonly (RawItem | null)[] | null;
	};
}
interface RawBudget {
	readonly remaining: number;
	readonly resetAt: string;
}
interface RawCardsAnswer {
	readonly repository?: Readonly<Record<string, RawIssue | null>> | null;
	readonly rateLimit?: RawBudget | null;
}

function toCard({ id, isArchived, status, priority }: RawItem): Card {
	return {
		id,
		isArchived,
		shown: { ...toShown("status", status), ...toShown("priority", priority) },
	};
}

function toShown(
	part: CardPart,
	value: RawValue | null | undefined,
): Card["shown"] {
	const { optionId, updatedAt = "" } = value ?? {};
	if (optionId === undefined || optionId === null) return {};
	return { [part]: { optionId, atMs: Date.parse(updatedAt) || 0 } };
}

function toBudget({ remaining, resetAt }: RawBudget): GraphqlBudget {
	return { remaining, resetAtMs: Date.parse(resetAt) };
}
