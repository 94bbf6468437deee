/** True for a refusal of GitHub's that will be the same next time: what is asked for is gone, locked or no valid value. */
export function isFinal(error: unknown): boolean {
	const { status = 0, message = "" } = error as {
		status?: number;
		message?: string;
	};
	if (status === 403) return !/rate limit|abuse/i.test(message);
	return status >= 400 && status < 500 && ![401, 408, 429].includes(status);
}
