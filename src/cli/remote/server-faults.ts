import { RemoteUnavailable } from "./remote-unavailable.ts";

/** What went wrong below HTTP, by the code that Node gives it. */
const FAULTS: readonly (readonly [RegExp, string, string])[] = [
	[
		/^ECONNREFUSED$/,
		"nobody listens there",
		"See that the server runs, and that --url or BATON_URL names its port.",
	],
	[
		/^(ENOTFOUND|EAI_AGAIN)$/,
		"no machine of that name is known",
		"See that --url or BATON_URL is spelled right, and that this machine has a network.",
	],
	[
		/^BAD_PORT$/,
		"no request is made to that port, which belongs to another protocol",
		"See that --url or BATON_URL names the server's port.",
	],
	[
		/^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET))/,
		"its certificate cannot be trusted",
		"Nothing was sent. A certificate of your own authority is named by NODE_EXTRA_CA_CERTS.",
	],
	[
		/^(ERR_SSL|EPROTO)/,
		"it does not speak TLS there",
		"See that --url names the port of https.",
	],
	[
		/TIMEOUT|^ABORT_ERR$/i,
		"it gave no answer in time",
		"Say the same again: with the same --idempotency-key it takes effect once.",
	],
];

/** The server cannot have heard anything: nobody was there, or it was not talked to. */
const UNHEARD = FAULTS.slice(0, 5);

const LOST = [
	"the connection was cut before the answer came",
	"Say the same again: with the same --idempotency-key it takes effect once.",
] as const;

/** A failure of the network in words. */
export function serverFault(url: URL, cause: unknown): RemoteUnavailable {
	const code = faultCode(cause);
	const [, what, hint] = FAULTS.find(([known]) => known.test(code)) ?? [
		undefined,
		...LOST,
	];
	return new RemoteUnavailable(
		`${url.origin} cannot be reached: ${what}`,
		hint,
		{ cause, isFinal: UNHEARD.some(([known]) => known.test(code)) },
	);
}

/** The code of what lies at the bottom of a failed request: `fetch` wraps it once or twice. */
function faultCode(thrown: unknown): string {
	let code = "";
	let at = thrown as {
		readonly code?: unknown;
		readonly name?: unknown;
		readonly message?: unknown;
		readonly cause?: unknown;
		readonly errors?: readonly unknown[];
	} | null;
	for (let depth = 0; depth < 5 && typeof at === "object" && at; depth++) {
		if (at.name === "TimeoutError") code = "TIMEOUT";
		// It has no code, and is thrown before anything is sent.
		if (at.message === "bad port") code = "BAD_PORT";
		if (typeof at.code === "string") ({ code } = at as { code: string });
		at = (at.cause ?? at.errors?.[0] ?? null) as typeof at;
	}
	return code;
}
