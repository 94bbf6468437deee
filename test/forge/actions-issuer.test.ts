import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sample, startSample } from "./sample.ts";

let sample: Sample;
beforeEach(async () => {
	sample = await startSample();
});
afterEach(() => sample.end());

const RUN = {
	repository: "acme/demo",
	actor: "writer",
	audience: "https://baton.example.com",
};

test("an identity token of a run is signed with a key that the issuer publishes", async () => {
	const { forge } = sample;
	const issuer = `${forge.url}/_services/token`;
	const found = await fetch(`${issuer}/.well-known/openid-configuration`);
	const { jwks_uri } = (await found.json()) as { jwks_uri: string };
	const { payload } = await jwtVerify(
		forge.actionsToken(RUN),
		createRemoteJWKSet(new URL(jwks_uri)),
		{ issuer, audience: RUN.audience, algorithms: ["RS256"] },
	);
	const [repo, user] = await Promise.all([
		sample.as("writer").repos.get({ owner: "acme", repo: "demo" }),
		sample.as("writer").users.getAuthenticated(),
	]);
	expect(payload).toMatchObject({
		repository: "acme/demo",
		repository_id: `${repo.data.id}`,
		actor: "writer",
		actor_id: `${user.data.id}`,
	});
});

test("claims of a token can be said otherwise, for tests of what reads them", () => {
	const token = sample.forge.actionsToken({
		...RUN,
		claims: { repository_id: undefined, actor: "somebody" },
	});
	expect(decodeJwt(token)).toMatchObject({ actor: "somebody" });
	expect(decodeJwt(token)).not.toHaveProperty("repository_id");
});

test("there is no token for a repository or a person that is not there", () => {
	expect(() =>
		sample.forge.actionsToken({ ...RUN, repository: "acme/none" }),
	).toThrow("acme/none");
	expect(() => sample.forge.actionsToken({ ...RUN, actor: "nobody" })).toThrow(
		"nobody",
	);
});
