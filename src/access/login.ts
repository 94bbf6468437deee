import { z } from "zod";

/** The login of a person or a bot on GitHub; enterprises put an underscore in theirs. */
export const Login = z.string().regex(/^[A-Za-z0-9_.-]{1,100}(\[bot\])?$/);
