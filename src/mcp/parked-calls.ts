/** Ends a parked call. */
type End = () => void;

/**
 * Calls that are parked in this process. Clients of the protocol's earlier form say in a request of its own that they gave a
 * call up; there is no connection that the two share, so the call is found by who made it.
 */
export class ParkedCalls {
	readonly #calls = new Map<string, End>();

	/** Keeps a call until the function that it answers is called. */
	park(call: ParkedCall, end: End): () => void {
		const name = nameOf(call);
		this.#calls.set(name, end);
		return () => {
			if (this.#calls.get(name) === end) this.#calls.delete(name);
		};
	}

	/** Ends a call if it is parked here. */
	end(call: ParkedCall): void {
		this.#calls.get(nameOf(call))?.();
	}
}

/** Who made a call and how it is known to him. */
export interface ParkedCall {
	/** The account's id: nobody ends another's call. */
	readonly actor: number;
	/** What the client was told to name its requests by; absent for one that does not. */
	readonly session: string | undefined;
	readonly request: string | number;
}

function nameOf({ actor, session = "", request }: ParkedCall): string {
	return JSON.stringify([actor, session, request]);
}
