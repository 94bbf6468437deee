import fc from "fast-check";

/**
 * A property that fails tells its seed within the time that a test has: shrinking what broke it ends before. On a slow machine
 * a property that holds is tried less often, never longer.
 */
fc.configureGlobal({ interruptAfterTimeLimit: 24_000 });
