/** So many messages in one request: more of them would keep others waiting. */
const MAX_MESSAGES = 20;

/** Why a request's body, parsed, is not handed on; undefined when nothing is wrong with it. */
export function messageFlaw(body: unknown): string | undefined {
	const messages: readonly unknown[] = Array.isArray(body) ? body : [body];
	if (messages.length > MAX_MESSAGES)
		return `a batch has at most ${MAX_MESSAGES} messages`;
	return messages.some(hasPrototype)
		? "the key `__proto__` is not allowed among arguments"
		: undefined;
}

/** What takes messages apart leaves this key out without a word, so it has to be seen before. */
function hasPrototype(message: unknown): boolean {
	const { params } = (message ?? {}) as { readonly params?: unknown };
	const { arguments: args } = (params ?? {}) as {
		readonly arguments?: unknown;
	};
	return (
		typeof args === "object" &&
		args !== null &&
		Object.hasOwn(args, "__proto__")
	);
}
