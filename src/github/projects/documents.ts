/** So many issues are read, and so many cards changed, by one request: far below what GitHub's limits on nodes allow. */
export const CARDS_AT_ONCE = 50;
export const CHANGES_AT_ONCE = 20;
/** Of the projects an issue is in so many are looked at; in more than that nobody keeps one by hand. */
const PROJECTS_OF_AN_ISSUE = 20;
/** GitHub lets a project have no more fields. */
const FIELDS_OF_A_PROJECT = 50;

const BUDGET = "rateLimit { remaining resetAt }";

const FIELD = `fragment field on ProjectV2FieldConfiguration {
	... on ProjectV2FieldCommon { id name dataType }
	... on ProjectV2SingleSelectField { options { id name } }
}`;

const CARD = `fragment card on ProjectV2Item {
	id
	isArchived
	project { id }
	status: fieldValueByName(name: $status) @include(if: $hasStatus) { ...value }
	priority: fieldValueByName(name: $priority) @include(if: $hasPriority) { ...value }
}
fragment value on ProjectV2ItemFieldSingleSelectValue { optionId updatedAt }`;

const NAMES =
	"$status: String!, $hasStatus: Boolean!, $priority: String!, $hasPriority: Boolean!";

/** The project with its fields. Variables: `owner`, `number`. */
export const PROJECT = `query($owner: String!, $number: Int!) {
	${BUDGET}
	repositoryOwner(login: $owner) {
		... on ProjectV2Owner {
			projectV2(number: $number) {
				id
				url
				closed
				fields(first: ${FIELDS_OF_A_PROJECT}) { nodes { ...field } }
			}
		}
	}
}
${FIELD}`;

/** Makes a field. Variables: `input`. */
export const CREATE_FIELD = `mutation($input: CreateProjectV2FieldInput!) {
	createProjectV2Field(input: $input) { projectV2Field { ...field } }
}
${FIELD}`;

/** The issue that a card is about. Variables: `content`. */
export const CONTENT = `query($content: ID!) {
	node(id: $content) {
		... on Issue { number repository { databaseId } }
	}
}`;

/** The cards of many issues, the issue of number 42 as `i42`. Variables: `owner`, `repo` and those of the fields. */
export function cardsDocument(numbers: readonly number[]): string {
	const issues = numbers.map(
		(number) =>
			`i${number}: issue(number: ${number}) { id projectItems(first: ${PROJECTS_OF_AN_ISSUE}) { nodes { ...card } } }`,
	);
	return `query($owner: String!, $repo: String!, ${NAMES}) {
	${BUDGET}
	repository(owner: $owner, name: $repo) {
		${issues.join("\n\t\t")}
	}
}
${CARD}`;
}

/** Puts so many issues on the project. Variables: `a0`, `a1`, … and those of the fields. */
export function addDocument(count: number): string {
	const at = [...Array(count).keys()];
	return `mutation(${at.map((n) => `$a${n}: AddProjectV2ItemByIdInput!`).join(", ")}, ${NAMES}) {
	${at.map((n) => `a${n}: addProjectV2ItemById(input: $a${n}) { item { ...card } }`).join("\n\t")}
}
${CARD}`;
}

/** Changes fields of cards, one after the other. Variables: `u0`, `u1`, … */
export function changeDocument(kinds: readonly ("set" | "clear")[]): string {
	const inputs = kinds.map((kind, n) =>
		kind === "set"
			? `$u${n}: UpdateProjectV2ItemFieldValueInput!`
			: `$u${n}: ClearProjectV2ItemFieldValueInput!`,
	);
	const changes = kinds.map((kind, n) =>
		kind === "set"
			? `u${n}: updateProjectV2ItemFieldValue(input: $u${n}) { projectV2Item { id } }`
			: `u${n}: clearProjectV2ItemFieldValue(input: $u${n}) { projectV2Item { id } }`,
	);
	return `mutation(${inputs.join(", ")}) {
	${changes.join("\n\t")}
}`;
}
