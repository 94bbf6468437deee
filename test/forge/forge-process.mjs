// Runs a forge in a process of its own and comments on an issue without end, printing the id of every comment that was
// answered. Arguments: address of the built start-forge.js, data directory.
const [, , built, dataDir] = process.argv;
const { startForge } = await import(built);
const forge = await startForge({
	port: 0,
	dataDir,
	seed: {
		users: [{ login: "writer" }],
		orgs: [{ login: "acme" }],
		repositories: [
			{
				owner: "acme",
				name: "demo",
				defaultBranch: "main",
				collaborators: { writer: "write" },
				files: { a: "a" },
			},
		],
		apps: [],
	},
});
const headers = { authorization: `Bearer ${forge.tokens.writer}` };

async function post(path, body) {
	const answer = await fetch(`${forge.apiUrl}/repos/acme/demo${path}`, {
		method: "POST",
		headers,
		body: JSON.stringify(body),
	});
	return answer.json();
}

await post("/issues", { title: "A task" });
for (let n = 0; n < 100_000; n++) {
	const { id } = await post("/issues/1/comments", { body: `comment ${n}` });
	console.log(id);
}
