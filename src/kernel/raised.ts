// The floating-point errors of the call that is running. Engines add to it, the entry points answer with it.

/** Bits of errors.ts. */
export const raised = { flags: 0 };
