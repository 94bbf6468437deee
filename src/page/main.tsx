import { render } from "preact";
import { App } from "./shell/app.tsx";
import { applyTheme } from "./shell/theme.ts";
import { loadSession } from "./state/session.ts";

applyTheme();
void loadSession();
const root = document.getElementById("app");
if (root !== null) {
	root.replaceChildren();
	render(<App />, root);
}
