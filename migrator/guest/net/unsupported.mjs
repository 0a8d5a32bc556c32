/** Says that a part of Node's API is not carried. */
export const unsupported = (what) =>
  Object.assign(
    new Error(
      `${what} is not yet carried by omrun. Run the program with node instead, or without this call.`,
    ),
    { code: 'ERR_OMOSIX_UNSUPPORTED' },
  );

/** A function that is there by its name, and throws that error. */
export const refusing = (name) =>
  function refused() {
    throw unsupported(name);
  };
