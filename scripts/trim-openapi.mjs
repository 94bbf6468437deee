// Cuts GitHub's OpenAPI description down to the operations Baton uses.
//
//   npm pack @octokit/openapi@23.0.2            (in a directory outside this repository: the package is 385 MB unpacked)
//   tar xzf octokit-openapi-23.0.2.tgz package/generated/api.github.com.json
//   node scripts/trim-openapi.mjs package/generated/api.github.com.json test/support/openapi/github.json
//   npx biome format --write test/support/openapi/github.json
//
// The source is MIT licensed. Prose, examples, vendor extensions and what a check does not need (links, headers) are dropped.
import { readFileSync, writeFileSync } from "node:fs";

const VERSION = "@octokit/openapi@23.0.2";

const REPO = "/repos/{owner}/{repo}";
const ISSUE = `${REPO}/issues/{issue_number}`;
const COMMENT = `${REPO}/issues/comments/{comment_id}`;
const PULL = `${REPO}/pulls/{pull_number}`;

/** Path to the methods kept. */
const OPERATIONS = {
	"/app": "get",
	"/app/installations": "get",
	"/app/installations/{installation_id}": "get delete",
	"/app/installations/{installation_id}/access_tokens": "post",
	"/app/installations/{installation_id}/suspended": "put delete",
	"/app/hook/config": "get patch",
	"/app/hook/deliveries": "get",
	"/app/hook/deliveries/{delivery_id}": "get",
	"/app/hook/deliveries/{delivery_id}/attempts": "post",
	"/app-manifests/{code}/conversions": "post",
	"/applications/{client_id}/token": "post delete",
	"/installation/repositories": "get",
	"/user": "get",
	"/user/installations/{installation_id}/repositories/{repository_id}":
		"put delete",
	"/users/{username}": "get",
	"/rate_limit": "get",
	[REPO]: "get patch",
	[`${REPO}/dispatches`]: "post",
	[`${REPO}/installation`]: "get",
	[`${REPO}/rules/branches/{branch}`]: "get",
	[`${REPO}/rulesets`]: "post",
	[`${REPO}/rulesets/{ruleset_id}`]: "get delete",
	[`${REPO}/activity`]: "get",
	[`${REPO}/assignees`]: "get",
	[`${REPO}/assignees/{assignee}`]: "get",
	[`${REPO}/collaborators`]: "get",
	[`${REPO}/collaborators/{username}/permission`]: "get",
	[`${REPO}/issues`]: "get post",
	[ISSUE]: "get patch",
	[`${ISSUE}/assignees`]: "post delete",
	[`${ISSUE}/comments`]: "get post",
	[`${ISSUE}/events`]: "get",
	[`${ISSUE}/labels`]: "get post put delete",
	[`${ISSUE}/labels/{name}`]: "delete",
	[`${ISSUE}/lock`]: "put delete",
	[`${ISSUE}/timeline`]: "get",
	[`${ISSUE}/reactions`]: "get post",
	[`${ISSUE}/reactions/{reaction_id}`]: "delete",
	[`${ISSUE}/parent`]: "get",
	[`${ISSUE}/sub_issue`]: "delete",
	[`${ISSUE}/sub_issues`]: "get post",
	[`${ISSUE}/sub_issues/priority`]: "patch",
	[`${ISSUE}/dependencies/blocked_by`]: "get post",
	[`${ISSUE}/dependencies/blocked_by/{issue_id}`]: "delete",
	[`${ISSUE}/dependencies/blocking`]: "get",
	[`${REPO}/issues/comments`]: "get",
	[COMMENT]: "get patch delete",
	[`${COMMENT}/pin`]: "put delete",
	[`${COMMENT}/reactions`]: "get post",
	[`${COMMENT}/reactions/{reaction_id}`]: "delete",
	[`${REPO}/issues/events`]: "get",
	[`${REPO}/issues/events/{event_id}`]: "get",
	[`${REPO}/labels`]: "get post",
	[`${REPO}/labels/{name}`]: "get patch delete",
	[`${REPO}/contents/{path}`]: "get put delete",
	[`${REPO}/branches`]: "get",
	[`${REPO}/branches/{branch}`]: "get",
	[`${REPO}/commits`]: "get",
	[`${REPO}/commits/{ref}`]: "get",
	[`${REPO}/commits/{commit_sha}/pulls`]: "get",
	[`${REPO}/compare/{basehead}`]: "get",
	[`${REPO}/git/blobs`]: "post",
	[`${REPO}/git/blobs/{file_sha}`]: "get",
	[`${REPO}/git/commits`]: "post",
	[`${REPO}/git/commits/{commit_sha}`]: "get",
	[`${REPO}/git/matching-refs/{ref}`]: "get",
	[`${REPO}/git/ref/{ref}`]: "get",
	[`${REPO}/git/refs`]: "post",
	[`${REPO}/git/refs/{ref}`]: "patch delete",
	[`${REPO}/git/trees`]: "post",
	[`${REPO}/git/trees/{tree_sha}`]: "get",
	[`${REPO}/check-runs`]: "post",
	[`${REPO}/check-runs/{check_run_id}`]: "get patch",
	[`${REPO}/check-runs/{check_run_id}/annotations`]: "get",
	[`${REPO}/check-runs/{check_run_id}/rerequest`]: "post",
	[`${REPO}/check-suites/{check_suite_id}`]: "get",
	[`${REPO}/check-suites/{check_suite_id}/check-runs`]: "get",
	[`${REPO}/commits/{ref}/check-runs`]: "get",
	[`${REPO}/commits/{ref}/check-suites`]: "get",
	[`${REPO}/commits/{ref}/status`]: "get",
	[`${REPO}/commits/{ref}/statuses`]: "get",
	[`${REPO}/statuses/{sha}`]: "post",
	[`${REPO}/pulls`]: "get post",
	[PULL]: "get patch",
	[`${PULL}/files`]: "get",
	[`${PULL}/commits`]: "get",
	[`${PULL}/merge`]: "get put",
	[`${PULL}/reviews`]: "get post",
	[`${PULL}/reviews/{review_id}`]: "get",
	[`${PULL}/reviews/{review_id}/dismissals`]: "put",
	[`${PULL}/update-branch`]: "put",
	"/search/issues": "get",
};

/** Schemas of webhook payloads that the local GitHub's own are held against. */
const PAYLOADS = [
	"webhook-installation-deleted",
	"webhook-installation-suspend",
	"webhook-installation-unsuspend",
	"webhook-installation-repositories-added",
	"webhook-installation-repositories-removed",
	"webhook-issue-dependencies-blocked-by-added",
	"webhook-issue-dependencies-blocked-by-removed",
	"webhook-issue-dependencies-blocking-added",
	"webhook-issue-dependencies-blocking-removed",
	"webhook-pull-request-review-dismissed",
	"webhook-pull-request-review-submitted",
	"webhook-repository-archived",
	"webhook-repository-renamed",
	"webhook-repository-unarchived",
	"webhook-repository-dispatch-sample",
	"webhook-status",
	"webhook-sub-issues-parent-issue-added",
	"webhook-sub-issues-parent-issue-removed",
	"webhook-sub-issues-sub-issue-added",
	"webhook-sub-issues-sub-issue-removed",
	"webhook-workflow-run-completed",
];

const DROPPED = new Set([
	"description",
	"summary",
	"example",
	"examples",
	"externalDocs",
	"tags",
	"title",
	"headers",
	"links",
	"deprecated",
	"servers",
	"contentMediaType",
]);

/** The keys below which names are a caller's own (a property may be called `description`). */
const MAPS = new Set([
	"properties",
	"schemas",
	"parameters",
	"responses",
	"paths",
	"patternProperties",
]);

/** A copy without prose; inside a map of names every key is kept. */
function strip(value, isMap = false) {
	if (Array.isArray(value)) return value.map((item) => strip(item));
	if (value === null || typeof value !== "object") return value;
	const out = {};
	for (const [key, child] of Object.entries(value)) {
		if (!isMap && (DROPPED.has(key) || key.startsWith("x-"))) continue;
		out[key] =
			key === "enum" || key === "default" || key === "required"
				? child
				: strip(child, !isMap && MAPS.has(key));
	}
	return out;
}

/**
 * Where the package writes the schema of an installation out, its account has to be a user and an enterprise at once; where
 * it names the schema, the account is one of the two, as GitHub says. Throws when there is nothing to mend any more.
 */
function mendInstallations(source) {
	const { content } = source.paths["/app/installations"].get.responses["200"];
	const { schema } = content["application/json"];
	if (schema.items.properties?.account?.allOf === undefined)
		throw new Error(`${VERSION} has the schema of an installation right`);
	schema.items = { $ref: "#/components/schemas/installation" };
}

function operationOf(source, path, method) {
	const found = source.paths[path]?.[method];
	if (found === undefined)
		throw new Error(`${VERSION} has no ${method} ${path}`);
	const { operationId, parameters, requestBody, responses } = found;
	return { operationId, parameters, requestBody, responses };
}

/** Adds everything a value refers to, and what that refers to. */
function collect(source, value, kept) {
	for (const [, section, name] of JSON.stringify(value).matchAll(
		/"#\/components\/([^/"]+)\/([^"]+)"/g,
	)) {
		kept[section] ??= {};
		if (name in kept[section]) continue;
		kept[section][name] = strip(source.components[section][name]);
		collect(source, kept[section][name], kept);
	}
}

function trim(source) {
	mendInstallations(source);
	const paths = {};
	const components = {};
	for (const [path, methods] of Object.entries(OPERATIONS)) {
		paths[path] = {};
		for (const method of methods.split(" ")) {
			const operation = strip(operationOf(source, path, method));
			paths[path][method] = operation;
			collect(source, operation, components);
		}
	}
	for (const name of PAYLOADS)
		collect(source, { $ref: `#/components/schemas/${name}` }, components);
	return {
		openapi: source.openapi,
		info: {
			title: "GitHub REST API, subset",
			version: VERSION,
			license: { name: "MIT" },
		},
		paths,
		components,
	};
}

const [input, output] = process.argv.slice(2);
if (input === undefined || output === undefined) {
	console.error(
		"usage: node scripts/trim-openapi.mjs <api.github.com.json> <output.json>",
	);
	process.exit(2);
}
const text = `${JSON.stringify(trim(JSON.parse(readFileSync(input, "utf8"))))}\n`;
writeFileSync(output, text);
console.log(
	`${output}: ${Object.keys(OPERATIONS).length} paths, ${Math.round(text.length / 1000)} kB`,
);
