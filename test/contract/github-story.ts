import { DEMO } from "../../src/demo.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";
import { type Answerer, makeAnswerer } from "../support/graphql/answerer.ts";
import {
	makeProjectWorld,
	type ProjectWorld,
} from "../support/graphql/project-world.ts";
import { checkedFetch } from "../support/openapi/check.ts";

/** The board's config at first. */
export const STORY_CONFIG = `review: never
pushes_per_minute: 0
gates:
  ci: { checks: [{ name: test, app: ci }], statuses: [{ context: build, creator: bob }] }
  proof: { checks: [{ name: proof, app: github-actions }], command: "npm test", dispatch: true }
done_gates: [ci]
transitions: { ready: [in_progress, review] }
agents: { backend-1: { logins: [agent-1] } }
project: { number: 3 }
`;

/** The project knows of issues as the local GitHub makes them; so many are more than the story opens. */
const MOST_ISSUES = 100;

/**
 * The app on the local GitHub, where everything that it says to GitHub is held against GitHub's own descriptions: REST against
 * the trimmed one, GraphQL against the published schema, which a project in memory is behind.
 */
export interface Story {
	readonly app: AppOnForge;
	/** What the app speaks with, for whoever should be checked as well. */
	readonly fetch: typeof fetch;
	/** Operations that were asked for, as the description writes them. */
	readonly seen: ReadonlySet<string>;
	/** What did not fit. It is noted and not thrown: the client would only try again, and the story would stand still. */
	readonly problems: readonly string[];
	readonly projects: ProjectWorld;
	readonly graphql: Answerer;
	/** Lets the answer to the next request of this kind get lost on the way: `POST reactions`. */
	lose(request: string): void;
	/** True while an answer that should get lost was not asked for. */
	isLosing(): boolean;
	as(who: string): ReturnType<AppOnForge["client"]["as"]>["rest"];
	/** Says something on an issue; answers the receipt. */
	tell(who: string, issue: number, body: string): Promise<string>;
	/** Waits for a commit on the board whose subject begins so. */
	recorded(subject: string): Promise<void>;
	/** Opens an issue that comes onto the board; answers its number. */
	newIssue(title: string, ...labels: string[]): Promise<number>;
	/** Makes a branch with one commit that the default branch does not have; answers the commit. */
	branch(name: string): Promise<string>;
	close(): Promise<void>;
}

/** Starts it and sweeps once, so that the board is there. */
export async function startStory(): Promise<Story> {
	const seen = new Set<string>();
	const problems: string[] = [];
	const losing = new Set<string>();
	const projects = makeProjectWorld(Date.now);
	for (let issue = 1; issue <= MOST_ISSUES; issue++) projects.issues.add(issue);
	const graphql = makeAnswerer(projects);
	const checked = checkedFetch(
		async (input, init) => {
			const response = await fetch(input, init);
			const { pathname } = new URL(String(input));
			if (losing.delete(`${init?.method} ${pathname.split("/").at(-1)}`))
				throw new Error("the line went dead");
			return response;
		},
		{
			onProblem: (problem) => problems.push(problem),
			onRequest: (operation) => seen.add(operation),
		},
	);
	const speak: typeof fetch = async (input, init) => {
		if (!new URL(String(input)).pathname.endsWith("/graphql"))
			return checked(input, init);
		const response = await graphql.fetch(input, init);
		const { errors } = (await response.clone().json()) as { errors?: object };
		if (errors !== undefined) problems.push(JSON.stringify(errors));
		return response;
	};
	const app = await startAppOnForge({ config: STORY_CONFIG, fetch: speak });
	const { data } = await app.client.as("bob").rest.repos.get({ ...DEMO });
	Object.assign(projects, { repositoryId: data.id });
	await app.served.sweep();
	return {
		...{ app, fetch: speak, seen, problems, projects, graphql },
		lose: (request) => void losing.add(request),
		isLosing: () => losing.size > 0,
		...waysOf(app),
		close: () => app.close(),
	};
}

function waysOf(
	app: AppOnForge,
): Pick<Story, "as" | "tell" | "recorded" | "newIssue" | "branch"> {
	const as = (who: string) => app.client.as(who).rest;
	const recorded = async (subject: string) => {
		await until(subject, async () =>
			(await subjectsOf(app.board)).find((one) => one.startsWith(subject)),
		);
	};
	return {
		as,
		recorded,
		tell: (who, issue, body) => app.client.tell(who, issue, body),
		async newIssue(title, ...labels) {
			const { data } = await as("maintainer").issues.create({
				...{ ...DEMO, title, labels: ["baton", ...labels] },
			});
			await recorded(`enroll ${data.number}: `);
			return data.number;
		},
		async branch(name) {
			const { git, repos } = as("bob");
			const main = await git.getRef({ ...DEMO, ref: "heads/main" });
			const { sha } = main.data.object;
			await git.createRef({ ...DEMO, ref: `refs/heads/${name}`, sha });
			const { data } = await repos.createOrUpdateFileContents({
				...{ ...DEMO, branch: name, path: "src/format.js" },
				message: "write durations",
				content: Buffer.from("export const format = String;\n").toString(
					"base64",
				),
			});
			return data.commit.sha as string;
		},
	};
}
