/** More polls than a test has. */
export const NEVER = 1e9;
