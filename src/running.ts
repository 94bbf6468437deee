import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Something that was started and can be ended cleanly. */
export interface Running {
	close(): Promise<void>;
}

/** A start that failed for a reason the person at the terminal can mend; the message is one line and says how. */
export class StartError extends Error {
	readonly code = "CANNOT_START";
}

/** Listens and answers the address as a url. A port that is taken or forbidden is a `StartError`. */
export async function listen(
	server: Server,
	at: { readonly port: number; readonly host: string },
): Promise<string> {
	server.listen(at.port, at.host);
	try {
		await once(server, "listening");
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EADDRINUSE")
			throw new StartError(
				`port ${at.port} is taken: end what listens there, or choose another with PORT`,
				{ cause: error },
			);
		throw new StartError(
			`cannot listen on ${at.host}:${at.port}: ${code ?? String(error)}`,
			{ cause: error },
		);
	}
	const { port } = server.address() as AddressInfo;
	return `http://${at.host === "0.0.0.0" ? "localhost" : at.host}:${port}`;
}
