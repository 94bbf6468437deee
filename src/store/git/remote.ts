import {
	type IncomingMessage,
	Agent as PlainAgent,
	request as requestPlain,
} from "node:http";
import { request as requestTls, Agent as TlsAgent } from "node:https";
import { codeOf, StoreUnavailable } from "../store-unavailable.ts";

/** Gives the token for the next request; `refused` is the one that the remote has just turned away. */
export type TokenSource = (refused?: string) => Promise<string | undefined>;

/** How to reach a repository over git's smart HTTP, protocol version 2. */
export interface RemoteOptions {
	/** Without credentials in it. */
	readonly url: string;
	/** Asked before every request; undefined: go without. */
	readonly token?: TokenSource | undefined;
	/** How long the remote may stay silent; an answer that keeps coming may take twenty times as long. */
	readonly timeoutMs?: number | undefined;
	/** The local clock, milliseconds since the epoch. */
	readonly nowMs?: (() => number) | undefined;
}

export type Service = "git-upload-pack" | "git-receive-pack";

/** One remote repository; remembers what its clock said last. */
export interface Remote {
	/** Sends one request and reads the whole answer. Throws `STORE_UNAVAILABLE`, never with a credential in the text. */
	request(service: Service, body: Uint8Array): Promise<Buffer>;
	/** Milliseconds the remote's clock is ahead of ours by its last `Date` header, which counts whole seconds. */
	clockSkewMs(): number | undefined;
	/** Takes the token that was sent last out of a text that came from elsewhere. */
	redact(text: string): string;
	/** Lets go of idle connections; a request under way breaks off. */
	close(): void;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const SLOW_FACTOR = 20;
const MAX_ANSWER_BYTES = 2_000_000_000;
/** Servers end connections that are idle for long; a request that was just sent on one would be lost. */
const IDLE_MS = 4_000;
const MAX_IDLE_CONNECTIONS = 2;

export function openRemote({
	url,
	token,
	timeoutMs = DEFAULT_TIMEOUT_MS,
	nowMs = Date.now,
}: RemoteOptions): Remote {
	const base = parseRemoteUrl(url);
	const line = openLine(base);
	let skewMs: number | undefined;
	let secret: string | undefined;

	const redact = (text: string) =>
		secret === undefined ? text : text.replaceAll(secret, "***");
	const noteDate = (header: string | undefined, sentAt: number) => {
		const remoteMs = Date.parse(header ?? "");
		// The header drops the fraction of its second, half a second on average.
		if (!Number.isNaN(remoteMs))
			skewMs = Math.round(remoteMs + 500 - (sentAt + nowMs()) / 2);
	};

	async function send(
		service: Service,
		body: Uint8Array,
		signal: AbortSignal,
	): Promise<IncomingMessage> {
		const sentAt = nowMs();
		const response = await line.post(`${base}/${service}`, {
			body,
			signal,
			headers: headersOf(service, secret),
		});
		noteDate(response.headers.date, sentAt);
		return response;
	}

	async function request(service: Service, body: Uint8Array): Promise<Buffer> {
		const watch = startWatch(timeoutMs);
		try {
			secret = await token?.();
			let response = await send(service, body, watch.signal);
			if (response.statusCode === 401 && secret !== undefined) {
				// A token may be taken back before its time; with a new one the request is the same.
				discard(response);
				secret = await token?.(secret);
				response = await send(service, body, watch.signal);
			}
			watch.alive();
			if (!isFine(response)) throw unexpectedStatus(response, base);
			return await readAll(response, watch.alive);
		} catch (error) {
			if (codeOf(error) === "STORE_UNAVAILABLE") throw error;
			const why = watch.signal.aborted
				? `did not answer within ${timeoutMs} ms`
				: "could not be reached or broke off";
			throw new StoreUnavailable(`${base} ${why}`, { cause: error });
		} finally {
			watch.stop();
		}
	}

	return { request, clockSkewMs: () => skewMs, redact, close: line.close };
}

interface Posting {
	readonly body: Uint8Array;
	readonly signal: AbortSignal;
	readonly headers: Readonly<Record<string, string>>;
}

/** Connections to one host, kept for the next request. Redirects are not followed, and nothing is asked to be compressed. */
function openLine(base: string): {
	post(url: string, posting: Posting): Promise<IncomingMessage>;
	close(): void;
} {
	const isTls = base.startsWith("https:");
	const options = {
		keepAlive: true,
		noDelay: true,
		timeout: IDLE_MS,
		maxFreeSockets: MAX_IDLE_CONNECTIONS,
	};
	const agent = isTls ? new TlsAgent(options) : new PlainAgent(options);
	const open = isTls ? requestTls : requestPlain;
	return {
		post: (url, { body, signal, headers }) =>
			new Promise((resolve, reject) => {
				open(url, {
					method: "POST",
					agent,
					signal,
					headers: { ...headers, "content-length": body.byteLength },
				})
					.on("response", resolve)
					.on("error", reject)
					.end(body);
			}),
		close: () => agent.destroy(),
	};
}

function isFine({ statusCode = 0 }: IncomingMessage): boolean {
	return statusCode >= 200 && statusCode < 300;
}

function headersOf(
	service: Service,
	secret: string | undefined,
): Record<string, string> {
	const basic = (password: string) =>
		Buffer.from(`x-access-token:${password}`).toString("base64");
	return {
		"content-type": `application/x-${service}-request`,
		accept: `application/x-${service}-result`,
		"accept-encoding": "identity",
		"user-agent": "git/2 (baton)",
		...(service === "git-upload-pack" ? { "git-protocol": "version=2" } : {}),
		...(secret === undefined
			? {}
			: { authorization: `Basic ${basic(secret)}` }),
	};
}

/** A url without its trailing slash. Throws `TypeError`, without repeating the url, when it carries credentials. */
function parseRemoteUrl(url: string): string {
	if (!URL.canParse(url))
		throw new TypeError("the remote's url cannot be parsed");
	const { protocol, username, password, origin, pathname } = new URL(url);
	if (username !== "" || password !== "")
		throw new TypeError(
			"the remote's url must not carry credentials: give them as token",
		);
	if (protocol !== "https:" && protocol !== "http:")
		throw new TypeError(`not an http remote: ${protocol}`);
	return `${origin}${pathname.replace(/\/+$/, "")}`;
}

/** What an answer says beside its status is not read: it may be long, and another connection is cheap. */
function discard(response: IncomingMessage): void {
	response.on("error", () => undefined).destroy();
}

function unexpectedStatus(
	response: IncomingMessage,
	base: string,
): StoreUnavailable {
	const { statusCode, headers } = response;
	discard(response);
	const seconds = Number(headers["retry-after"] ?? Number.NaN);
	return new StoreUnavailable(`${base} answered ${statusCode}`, {
		status: statusCode,
		retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : undefined,
	});
}

async function readAll(
	response: IncomingMessage,
	alive: () => void,
): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of response as AsyncIterable<Buffer>) {
		alive();
		size += chunk.byteLength;
		if (size > MAX_ANSWER_BYTES)
			throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, size);
}

/** Aborts after `timeoutMs` without a sign of life, and in any case after `SLOW_FACTOR` times as long. */
function startWatch(timeoutMs: number): {
	signal: AbortSignal;
	alive: () => void;
	stop: () => void;
} {
	const controller = new AbortController();
	const abort = () => controller.abort();
	const silence = setTimeout(abort, timeoutMs);
	const total = setTimeout(abort, timeoutMs * SLOW_FACTOR);
	return {
		signal: controller.signal,
		alive: () => void silence.refresh(),
		stop: () => {
			clearTimeout(silence);
			clearTimeout(total);
		},
	};
}
