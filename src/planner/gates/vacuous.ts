/** Parts of a command that prove nothing by themselves. */
const NOTHING =
	/^(?:@?-?)?(?:true|false|:|exit(?: \d+)?|echo\b.*|printf\b.*|sleep\b.*|cd\b.*|pwd|ls\b.*|cat\b.*|date|set [-+]\w+|export\b.*|test -[de] .*)$/;
const COUNTS_ONLY =
	/(?:^|\s)(?:--co|--collect-only|--listTests|--list-tests|--dry-run|--version|--help|--if-present)(?:[\s=]|$)/;
const ONLY_PYTHON =
	/^\S*python[\d.]*\s+-c\s+(?:"\s*import\b[^"]*"|'\s*import\b[^']*')$/;
const INLINE_CODE =
	/^(?:\S*\/)?(?:node|bun|python[\d.]*|ruby|perl|php|sh|bash)\s+(?:-[cepr]|--eval|--print)[\s=]+(\S.*)$/;
const IDLE_CODE =
	/^(?:\d*|pass|true|false|null|None|True|False|undefined|void 0|:|(?:process\.|sys\.|os\._)?exit(?:\(\d*\)| \d+)?|(?:console\.log|print|echo|puts)\b[^()]*(?:\([^()]*\))?)$/;
const FORGIVEN =
	/(?:\|\|\s*(?:true|:|exit 0|echo\b[^&|;]*)|;\s*(?:true|false|:|exit \d+|echo\b[^&|;]*))\s*$/;
/** What stands between separators; separators within quotes are text. */
const PARTS =
	/(?:"(?:[^"\\]|\\.)*"|'[^']*'|(?<!&)&(?!&)|(?<!\|)\|(?!\|)|[^&|;\n])+/g;

/** Longer commands fit into no plan, and nobody could tell what they prove. */
const MAX_CHARACTERS = 2_000;

/** True for a command that ends the same way whatever the state of the project, and for one that is too long to tell. */
export function isVacuous(command: string): boolean {
	if (command.length > MAX_CHARACTERS) return true;
	const plain = command.trim();
	if (plain === "" || FORGIVEN.test(plain)) return true;
	return (plain.match(PARTS) ?? [])
		.map((part) => part.trim().replace(/^\(|\)$/g, ""))
		.every(
			(part) =>
				part === "" ||
				NOTHING.test(part) ||
				COUNTS_ONLY.test(part) ||
				ONLY_PYTHON.test(part) ||
				isIdle(part),
		);
}

/** True for code on the command line, as in `node -e 0`, that touches nothing. */
function isIdle(part: string): boolean {
	const code = INLINE_CODE.exec(part)?.[1]?.trim();
	if (code === undefined) return false;
	return (/^(["']).*\1$/s.test(code) ? code.slice(1, -1) : code)
		.split(/[;\n]/)
		.every((statement) => IDLE_CODE.test(statement.trim()));
}

/** True for a command that waits for a person or for changes instead of ending. */
export function isEndless(command: string): boolean {
	return /(?:^|\s)(?:--watch(?:All)?(?!\s*=\s*false|=false)|-w|--ui|--serve|--inspect-brk)(?:\s|$)/.test(
		command,
	);
}
