/** The options of `inspect` one level deeper. */
export const inner = (options) => ({
  ...options,
  depth: options.depth === null || options.depth === undefined ? null : options.depth - 1,
});
