import { BUILD } from "./build.ts";
import { DEMO } from "./demo.ts";
import type { Forge } from "./forge/start-forge.ts";
import { BOARD_NAME } from "./start-app.ts";

/** What is printed once everything runs on this machine: where things are, and what to try first. `directions` is the path of `forge.json`. */
export function welcome(forge: Forge, url: string, directions: string): string {
	const { owner, repo } = DEMO;
	const api = `${url}/api/v1/boards/${owner}/${repo}/${BOARD_NAME}`;
	return `
Baton ${BUILD} is running.

  app        ${url}   (open it in a browser: the board, live)
  MCP        ${url}/mcp   (for any MCP client on this machine; the header x-baton-agent says who it is, agent-1 unless said)
  API        ${url}/api/v1   (described by ${url}/api/v1/openapi.json)
  GitHub     ${forge.apiUrl}   (local, ${owner}/${repo}, three issues on the board)
  board      git clone --branch baton/${BOARD_NAME} ${forge.gitUrl(owner, repo)}
  tokens     ${directions}   (maintainer, alice, bob, agent-1, agent-2, agent-3, guest, ci)

Claim an issue as agent-1:

  curl -s ${forge.apiUrl}/repos/${owner}/${repo}/issues/1/comments \\
    -H "authorization: Bearer ${forge.tokens["agent-1"]}" -d '{"body":"/claim"}'

then read the answer:

  curl -s ${forge.apiUrl}/repos/${owner}/${repo}/issues/1/comments

Claim the next one as agent-2, over the API:

  curl -s ${api}/claim-next -H "x-baton-agent: agent-2" -H "content-type: application/json" -d '{}'

Ctrl-C ends it; everything is kept in ${directions.replace(/\/forge\.json$/, "")}.
`;
}
