import { config } from "zod";

// A process that decides one command is done before compiled checks have paid for their compiling.
config({ jitless: true });

export * from "zod";
