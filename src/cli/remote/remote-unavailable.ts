/** Thrown when a server cannot be spoken to, or what is there is none of Baton's. `hint` is the next step. */
export class RemoteUnavailable extends Error {
	readonly code = "STORE_UNAVAILABLE";
	readonly hint: string;
	/** True when asking again would change nothing. */
	readonly isFinal: boolean;

	constructor(
		message: string,
		hint: string,
		details: { cause?: unknown; isFinal?: boolean } = {},
	) {
		super(message, { cause: details.cause });
		this.name = "RemoteUnavailable";
		this.hint = hint;
		this.isFinal = details.isFinal ?? false;
	}
}
